"""The mock fails as Discord fails, and discord.py meets it as it would there."""

import asyncio
import time

import aiohttp
import discord
import pytest

from bot.mock import MockDiscord


@pytest.fixture
def channel(mock_discord: MockDiscord, bot):
    return bot.get_partial_messageable(mock_discord.channel("#general").id)


POST = "POST /channels/"


async def test_a_429_is_waited_for(mock_discord: MockDiscord, channel):
    mock_discord.faults.limit(POST, 0.1, times=2)
    await channel.send("x")
    assert [request.status for request in mock_discord.requests if request.method == "POST"] == [429, 429, 200]


async def test_a_global_429_holds_everything(mock_discord: MockDiscord, bot, channel):
    mock_discord.faults.limit(POST, 0.1, scope="global")
    began = time.perf_counter()
    sending = asyncio.create_task(channel.send("x"))
    await asyncio.sleep(0.03)
    await bot.fetch_channel(channel.id)
    assert time.perf_counter() - began > 0.09
    await sending


async def test_a_429_of_cloudflare_is_an_error(mock_discord: MockDiscord, channel):
    mock_discord.faults.limit(POST, 1, via=False)
    with pytest.raises(discord.HTTPException, match="429"):
        await channel.send("x")


async def test_a_server_error(mock_discord: MockDiscord, channel):
    mock_discord.faults.fail(POST, 503)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("x")
    await channel.send("y")
    assert [message.content for message in mock_discord.messages("#general")] == ["y"]


@pytest.mark.parametrize("done", [False, True])
async def test_a_dropped_connection(mock_discord: MockDiscord, channel, done: bool):
    mock_discord.faults.drop(POST, done=done)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await channel.send("x", nonce="n1")
    assert len(mock_discord.messages("#general")) == done
    again = await channel.send("x", nonce="n1")  # the retry makes no second message
    assert [message.id for message in mock_discord.messages("#general")] == [again.id]


async def test_a_slow_answer(mock_discord: MockDiscord, channel):
    mock_discord.faults.slow(POST, 5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(channel.send("x"), 0.05)
    assert len(mock_discord.messages("#general")) == 1


async def test_a_nonce_is_the_authors_and_is_forgotten(mock_discord: MockDiscord, bot, channel):
    first = await channel.send("x", nonce="n")
    assert first.nonce == "n"
    assert (await channel.fetch_message(first.id)).nonce is None
    news = bot.get_partial_messageable(mock_discord.channel("#news").id)
    assert (await news.send("x", nonce="n")).id == first.id  # another channel is no other nonce
    mock_discord.clock.advance(299)
    assert (await channel.send("x", nonce="n")).id == first.id
    mock_discord.clock.advance(1.5)
    second = await channel.send("x", nonce="n")
    assert second.id != first.id
    await second.delete()
    with pytest.raises(discord.NotFound, match="10008"):
        await channel.send("x", nonce="n")


async def test_a_nonce_that_is_not_enforced_does_nothing(rest):
    for _ in range(2):
        await rest.post({"content": "c", "nonce": "n"})
    assert len(rest.mock.messages("#general")) == 2


async def test_limits_a_channel_on_the_mocks_clock(rest):
    rest.mock.rates.on(bucket=(5, 5.0))
    assert [(await rest.post({"content": "c"}))[0] for _ in range(6)] == [200] * 5 + [429]
    assert (await rest.post({"content": "c"}, channel="#news"))[0] == 200  # a channel has its own
    rest.mock.clock.advance(5)
    assert (await rest.post({"content": "c"}))[0] == 200


async def test_limits_all_channels_together(rest):
    rest.mock.rates.on(everything=(3, 1.0))
    channels = ["#general", "#news", "#thread", "#general"]
    statuses = [(await rest.post({"content": "c"}, channel=name)) for name in channels]
    assert [status for status, _ in statuses] == [200, 200, 200, 429]
    assert statuses[-1][1]["global"]
    asked = rest.mock.world.open(2, rest.mock.user("nobody"), rest.mock.channel("#general"))
    answer = {"type": 4, "data": {"content": "c"}}  # answers to users are outside the global limit
    assert (await rest("POST", f"/interactions/{asked.id}/{asked.token}/callback", answer))[0] == 204


async def test_the_headers_of_a_bucket(rest):
    rest.mock.rates.on(bucket=(1, 5.0))
    url = f"{rest.mock.url}/channels/{rest.mock.channel('#general').id}/messages"
    seen = []
    for _ in range(2):
        headers = {"Authorization": "Bot mock"}
        async with rest.session.post(url, json={"content": "c"}, headers=headers) as answer:
            seen.append((answer.status, answer.headers))
    (ok, told), (over, refused) = seen
    assert (ok, told["X-RateLimit-Limit"], told["X-RateLimit-Remaining"]) == (200, "1", "0")
    assert 0 < float(told["X-RateLimit-Reset-After"]) <= 5
    assert over == 429
    assert {"Via", "Retry-After", "X-RateLimit-Scope", "X-RateLimit-Bucket"} <= refused.keys()


async def test_a_bot_over_its_limit_is_slowed_down_not_refused(mock_discord: MockDiscord, channel):
    mock_discord.rates.on(bucket=(2, 0.1))
    for n in range(5):
        await channel.send(f"{n}")
    assert len(mock_discord.messages("#general")) == 5
    assert 429 not in [request.status for request in mock_discord.requests]
