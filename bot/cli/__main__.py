"""`python -m bot.cli`, where the console script is not on the path."""

from bot.cli import main

main()
