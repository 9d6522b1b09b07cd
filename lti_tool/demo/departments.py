"""The 6 departments of Gemeente Voorbeeldstad and their 38 teams."""

from __future__ import annotations

# Department -> (team, size, function group, what people there do).
TEAMS: dict[str, tuple[tuple[str, int, str, str], ...]] = {
    "Dienstverlening": (
        ("Publieksbalie", 20, "balie-kcc", "medewerker burgerzaken"),
        ("Klantcontactcentrum", 25, "balie-kcc", "medewerker klantcontact"),
        ("Burgerzaken", 12, "balie-kcc", "medewerker burgerzaken"),
        ("Receptie en bodes", 8, "balie-kcc", "receptionist"),
        ("Basisregistraties", 6, "ict-informatie", "gegevensbeheerder"),
        ("Webteam", 4, "bestuur-ondersteuning", "webredacteur"),
    ),
    "Sociaal domein": (
        ("Wmo", 18, "sociaal-domein", "Wmo-consulent"),
        ("Jeugd", 18, "sociaal-domein", "jeugdconsulent"),
        ("Werk en inkomen", 21, "sociaal-domein", "klantmanager inkomen"),
        ("Schulddienstverlening", 8, "sociaal-domein", "schuldhulpverlener"),
        ("Wijkteam Noord", 11, "sociaal-domein", "wijkconsulent"),
        ("Wijkteam Zuid", 11, "sociaal-domein", "wijkconsulent"),
        ("Leerplicht", 3, "sociaal-domein", "leerplichtambtenaar"),
        ("Beleid samenleving", 9, "beleid", "beleidsmedewerker"),
    ),
    "Ruimte en vergunningen": (
        ("Vergunningen", 13, "vergunning-handhaving", "vergunningverlener"),
        ("Toezicht", 14, "vergunning-handhaving", "toezichthouder bouw"),
        ("Boa's", 9, "vergunning-handhaving", "boa"),
        ("Ruimtelijk beleid", 12, "beleid", "beleidsmedewerker"),
        ("Grondzaken", 5, "beleid", "adviseur grondzaken"),
        ("Omgevingsloket", 7, "balie-kcc", "medewerker omgevingsloket"),
        ("Erfgoed", 1, "beleid", "adviseur erfgoed"),
    ),
    "Openbare ruimte": (
        ("Groen", 16, "buitendienst", "medewerker groen"),
        ("Wegen en riool", 16, "buitendienst", "medewerker wegen en riool"),
        ("Milieustraat", 9, "buitendienst", "medewerker milieustraat"),
        ("Begraafplaatsen", 3, "buitendienst", "beheerder begraafplaats"),
        ("Haven en markt", 2, "buitendienst", "marktmeester"),
        ("Werkvoorbereiding", 6, "beleid", "werkvoorbereider"),
    ),
    "Bedrijfsvoering": (
        ("ICT-beheer", 11, "ict-informatie", "systeembeheerder"),
        ("Informatie en data", 9, "ict-informatie", "informatieadviseur"),
        ("Functioneel beheer", 7, "ict-informatie", "functioneel beheerder"),
        ("Financiën", 11, "bestuur-ondersteuning", "financieel medewerker"),
        ("HR", 8, "bestuur-ondersteuning", "HR-adviseur"),
        ("Inkoop", 4, "bestuur-ondersteuning", "inkoper"),
        ("Communicatie", 7, "bestuur-ondersteuning", "communicatieadviseur"),
        ("Juridische zaken", 5, "beleid", "jurist"),
    ),
    "Bestuur en concern": (
        ("Bestuurssecretariaat", 8, "bestuur-ondersteuning", "secretaresse"),
        ("Griffie", 3, "bestuur-ondersteuning", "raadsadviseur"),
        ("Concerncontrol", 4, "beleid", "concerncontroller"),
    ),
}
