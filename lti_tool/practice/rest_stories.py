"""What the narrator says of each function of the REST API."""

from __future__ import annotations

REST_STORIES = {
    "core_webservice_get_site_info": (
        "Themascan kijkt of de koppeling werkt",
        "Themascan vraagt het leerplein welke functies het mag gebruiken. "
        "Er gaat geen naam van een medewerker mee.",
    ),
    "core_course_get_courses_by_field": (
        "Themascan zoekt een cursus op",
        "Themascan controleert of de cursus er is en of mensen hem kunnen zien. "
        "Zo staat het aanbod klaar voordat de scan opengaat.",
    ),
    "core_enrol_get_enrolled_users": (
        "Themascan kijkt wie er al in de cursus zit",
        "Wie al is ingeschreven, laat Themascan met rust. "
        "Wat L&D met de hand regelt, gaat altijd voor.",
    ),
    "core_user_get_users_by_field": (
        "Themascan vraagt of het accounts mag zien",
        "Themascan schrijft pas in als het zeker weet wie er al in een cursus zit. "
        "Zo wordt niemand dubbel of opnieuw ingeschreven.",
    ),
}
_GROUP = (
    "Themascan zet een workshopmoment klaar in de cursus",
    "Een groep hoort bij een workshopmoment en bij wie zelf een plek koos. "
    "Een groep wordt nooit van een uitslag gemaakt.",
)
_CALENDAR = (
    "Themascan werkt de agenda van de cursus bij",
    "Zo staat een workshopmoment ook in de agenda van het leerplein.",
)
REST_STORIES |= {
    "core_course_search_courses": (
        "L&D zoekt een cursus vanuit Themascan",
        "Er gaat alleen een zoekwoord mee, en geen naam van een medewerker.",
    ),
    "core_completion_get_course_completion_status": (
        "Themascan vraagt wie een training af heeft",
        "Wat af is, ziet iedereen zelf op de eigen pagina. "
        "Anderen zien alleen welk deel van de deelnemers iets af heeft.",
    ),
    "core_message_send_instant_messages": (
        "Themascan stuurt een bericht in het leerplein",
        "In een bericht staat nooit een uitslag. Iedereen krijgt dezelfde tekst.",
    ),
    "core_message_get_messages": (
        "Themascan kijkt wat het al heeft verstuurd",
        "Zo krijgt niemand een bericht twee keer.",
    ),
    **{
        f"core_group_{name}": _GROUP
        for name in (
            "get_course_groups",
            "create_groups",
            "get_group_members",
            "add_group_members",
            "delete_group_members",
            "update_groups",
            "delete_groups",
        )
    },
    **{f"core_calendar_{name}_calendar_events": _CALENDAR for name in ("get", "create", "delete")},
}
