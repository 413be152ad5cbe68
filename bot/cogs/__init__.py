"""What members and moderators can do on Discord: one package a feature."""

EXTENSIONS = ("bot.cogs.portrait", "bot.cogs.admin", "bot.cogs.about")
