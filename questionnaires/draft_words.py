"""Texts that nearly every theme has, with their translation, so that nobody types them again."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "Starter": "Starter",
    "Basis": "Basic",
    "Zelfstandig": "Independent",
    "Gevorderd": "Advanced",
    "Je begint net, of je twijfelt nog vaak.": "You are just starting, or you often have doubts.",
    "Je kent het belangrijkste en weet waar je hulp krijgt.": (
        "You know what matters most and where to get help."
    ),
    "Je doet het in je eigen werk zonder hulp.": "You do it in your own work without help.",
    "Je helpt anderen en denkt mee.": "You help others and think along.",
    "Ja, altijd": "Yes, always",
    "Meestal wel": "Mostly",
    "Soms": "Sometimes",
    "Nee, nog niet": "No, not yet",
    "Weet ik niet": "I don't know",
    "Dit komt in mijn werk niet voor": "This is not part of my work",
}


def known_words(language: str) -> Mapping[str, str]:
    """Translations by their Dutch text; empty for a language that we have none of."""
    return ENGLISH if language == "en" else {}
