"""First and last names for made-up people, as varied as a Dutch town hall."""

from __future__ import annotations

FIRST = """
Aaltje Abdel Aisha Albert Amina Anita Annelies Anouk Arjan Asha Ayşe Bart Bas Bianca Bilal Björn
Carla Chantal Chris Corrie Daniëlle Dennis Derya Dewi Diana Dirk Eline Emre Erik Esther Eva
Farah Femke Fleur Floor Frank Geert Gerda Gijs Hakan Hanneke Harm Hassan Hilde Ilse Imane Iris
Jaap Jamila Jan Jasper Jeroen Jolanda Joost José Judith Karim Kees Kim Kirsten Koen Laila Lars
Leen Lieke Linda Loes Lucas Maartje Malika Manon Marcel Maria Marieke Mark Martijn Maud Mehmet
Melissa Merel Michel Mieke Miriam Mohamed Monique Nadia Naomi Niels Nienke Noor Olga Omar Oscar
Patricia Paul Petra Pieter Priya Quinten Ramon Renate René Rianne Rob Roos Ruben Saida Sam Sandra
Saskia Selin Serge Silvia Sjoerd Sofie Stef Suzanne Sylvia Thea Theo Thijs Tim Tineke Tom Trudy
Ursula Vera Vincent Wendy Wessel Willem Wim Xandra Yasmin Youssef Yusuf Zeynep Zoë
"""
LAST = """
Aalbers|Aarts|Achterberg|Aksoy|van Alphen|Amrani|Arends|Baars|Bakhuis|van den Berg|Berkhout|Bexkens
Blom|de Boer|Bos|Bosman|Bouzid|Brands|Brinkman|de Bruin|Çelik|Claessens|Coenen|Cuijpers|van Dam
Dekker|Demir|van Dijk|Driessen|El Idrissi|van Es|Evers|Faber|Franssen|Geurts|de Graaf|Groen|Haan
Hendriks|van den Heuvel|Hofman|Huisman|Jacobs|Jansen|de Jong|Kaya|Kessels|Kloosterman|Koning
Kramer|Kuiper|van Leeuwen|Lemmens|Linders|Maas|Martens|Meijer|Mulder|Nguyen|Nijhuis|Öztürk|Peeters
Peters|Pinas|Post|Prins|Ramdin|Reijnders|de Ridder|Rutten|Sahin|Sanders|Schouten|Singh|Smit
Smeets|Snoek|Stevens|Tamboer|Teunissen|Timmermans|Ünal|Veenstra|Verbeek|Verhagen|Vermeer|Visser
de Vries|van der Wal|Wessels|Wiersma|Willems|van Wijk|Wouters|Yılmaz|Zijlstra|Zwart
"""


def first_names() -> list[str]:
    """All of them."""
    return FIRST.split()


def last_names() -> list[str]:
    """All of them, with what stands before."""
    return [name.strip() for line in LAST.split("\n") for name in line.split("|") if name.strip()]
