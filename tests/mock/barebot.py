"""A bare discord.py bot of about thirty lines: what the mock must carry."""

import asyncio
import io

import discord
from discord import app_commands, ui


class Bare(discord.AutoShardedClient):
    """Commands that use each way of answering once."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="ping", description="Answers pong", callback=self.ping))
        self.tree.add_command(app_commands.Command(name="later", description="Thinks first", callback=self.later))
        self.tree.add_command(app_commands.Command(name="page", description="A layout", callback=self.page))
        self.tree.add_command(app_commands.Command(name="find", description="Options", callback=find))

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def ping(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong", ephemeral=True)

    async def later(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.05)
        await interaction.edit_original_response(content="done")
        await interaction.followup.send("and more", ephemeral=True)

    async def page(self, interaction: discord.Interaction) -> None:
        view, file = layout(1), discord.File(io.BytesIO(b"png"), "chart.png")
        view.stop()
        await interaction.response.send_message(view=view, file=file)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            data = interaction.data
            view = layout(int(data["custom_id"][-1]) if data["component_type"] == 2 else int(data["values"][0]))
            view.stop()
            await interaction.response.edit_message(view=view)


def layout(page: int) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    box = ui.Container(ui.TextDisplay(f"# Tô Lâm — page {page}\n- one **bold** [HT¶6]\n-# small"))
    if page == 1:
        box.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png", description="a chart")))
    view.add_item(box)
    view.add_item(ui.ActionRow(ui.Button(label="Previous", custom_id=f"p{page - 1}", disabled=page == 1),
                               ui.Button(label="Next", custom_id=f"p{page + 1}")))
    options = [discord.SelectOption(label=f"Page {n}", value=str(n)) for n in (1, 2, 3)]
    view.add_item(ui.ActionRow(ui.Select(custom_id="jump", placeholder="Jump to", options=options)))
    return view


@app_commands.describe(company="Which company", count="How many")
async def find(interaction: discord.Interaction, company: str, count: app_commands.Range[int, 1, 9] = 1,
               where: discord.TextChannel | None = None) -> None:
    await interaction.response.send_message(f"{company} × {count} in {where}")


async def companies(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    names = ("Vietjet", "Vietnam Airlines", "Boeing")
    return [app_commands.Choice(name=n, value=n.lower()) for n in names if n.lower().startswith(current.lower())]
