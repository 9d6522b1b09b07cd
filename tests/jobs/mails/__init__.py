"""Mails over a real SMTP server, in whatever weather."""
