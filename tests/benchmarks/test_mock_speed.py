"""The mock is not the bottleneck of the tests: interactions a second beside a bare loopback echo of the same run."""

import asyncio
import time

import aiohttp
import discord
import pytest
from aiohttp import web

from bot.mock import MockDiscord

COUNT = 500


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read(), content_type="application/json")


async def echoes() -> float:
    """Posts a second to a bare aiohttp server, one after the other."""
    app = web.Application()
    app.router.add_post("/", echo)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        for _ in range(COUNT):
            async with session.post(url, json={"type": 4, "data": {"content": "pong"}}) as answer:
                await answer.read()
        took = time.perf_counter() - began
    await runner.cleanup()
    return COUNT / took


@pytest.mark.benchmark
async def test_interactions_a_second(capsys):
    client = discord.Client(intents=discord.Intents.none())
    tree = discord.app_commands.CommandTree(client)

    @tree.command(description="-")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong")

    async with MockDiscord() as mock:
        client.setup_hook = tree.sync
        async with mock.running(client):
            await mock.slash("/ping")
            began = time.perf_counter()
            for _ in range(COUNT):
                await mock.slash("/ping")
            single = COUNT / (time.perf_counter() - began)
            began = time.perf_counter()
            await asyncio.gather(*(mock.slash("/ping") for _ in range(COUNT)))
            together = COUNT / (time.perf_counter() - began)
    base = await echoes()
    with capsys.disabled():
        print(f"\necho {base:.0f}/s; /ping {single:.0f}/s one by one ({base / single:.1f} echoes each), ", end="")
        print(f"{together:.0f}/s at once")
    assert mock.violations == []
