"""How the desk writes days and times where nothing else is said."""
