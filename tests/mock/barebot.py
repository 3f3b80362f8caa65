"""A bare discord.py bot that uses each way of answering once: what the mock must carry."""

import asyncio
import io
import sys

import discord
from discord import app_commands, ui

from bot.mock import connect_to


class Bare(discord.AutoShardedClient):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        for command in (ping, later, page, find, silent, broken):
            self.tree.add_command(app_commands.Command(name=command.__name__, description="-", callback=command))
        self.tree.get_command("find").autocomplete("company")(companies)
        managers = discord.Permissions(manage_guild=True)
        group = app_commands.Group(name="daily", description="-", default_permissions=managers)
        group.add_command(app_commands.Command(name="here", description="-", callback=here))
        self.tree.add_command(group)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data = interaction.data
        if interaction.type is discord.InteractionType.component:
            if data["custom_id"] == "quiet":
                await interaction.response.defer()
                await interaction.edit_original_response(view=layout(9), attachments=[])
            else:
                number = int(data["values"][0] if data["component_type"] == 3 else data["custom_id"][1:])
                await interaction.response.edit_message(view=layout(number))


async def ping(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("pong", ephemeral=True)


async def later(interaction: discord.Interaction, private: bool = False) -> None:
    await interaction.response.defer(ephemeral=private)
    table = discord.File(io.BytesIO(b"1,2"), "table.csv")
    await interaction.edit_original_response(content="done", attachments=[table])
    await interaction.followup.send("and more", ephemeral=True)


async def page(interaction: discord.Interaction) -> None:
    chart = discord.File(io.BytesIO(b"png"), "chart.png")
    await interaction.response.send_message(view=layout(1), file=chart)


async def find(
    interaction: discord.Interaction,
    company: str,
    count: app_commands.Range[int, 1, 9] = 1,
    where: discord.TextChannel | None = None,
) -> None:
    await interaction.response.send_message(f"{company} × {count} in {where}, {interaction.locale}")


async def companies(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    names = ("Vietjet", "Vietnam Airlines", "Boeing")
    return [app_commands.Choice(name=n, value=n.lower()) for n in names if n.lower().startswith(current.lower())]


async def silent(interaction: discord.Interaction) -> None:
    """Never answers."""


async def broken(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("x" * 2001)


async def here(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
    await channel.send("the daily")
    await interaction.response.send_message(f"Posted in {channel.mention}", ephemeral=True)


def layout(number: int) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    box = ui.Container(ui.TextDisplay(f"# Tô Lâm, page {number}\n- one **bold** [HT¶6]\n-# small"))
    if number == 1:
        box.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png", description="a chart")))
    view.add_item(box)
    back = ui.Button(label="Previous", custom_id=f"p{number - 1}", disabled=number == 1)
    view.add_item(ui.ActionRow(back, ui.Button(label="Next", custom_id=f"p{number + 1}")))
    options = [discord.SelectOption(label=f"Page {n}", value=str(n)) for n in (1, 2, 3)]
    view.add_item(ui.ActionRow(ui.Select(custom_id="jump", placeholder="Jump to", options=options)))
    view.add_item(ui.ActionRow(ui.Button(label="Quiet", custom_id="quiet")))
    view.stop()
    return view


if __name__ == "__main__":  # in a process of its own, for tests that kill it
    connect_to(sys.argv[1], sys.argv[2])
    asyncio.run(Bare().start("mock"))
