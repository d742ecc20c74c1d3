"""Clocks of 24 hours, as everywhere on the desk."""

DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
