"""Extensions of MMEngine's Runner: hooks, console, checkpoints, launch."""
