"""The fake Moodle, set up as the site on which the recordings were made."""

from __future__ import annotations

from typing import Any

from adapters.fakes.moodle import FakeMoodle
from tests.adapters.moodle_replay import recorded

# id, username, name, mail address, idnumber, function group
PEOPLE = (
    ("3", "teacher1", "Truus Docent", "teacher1", "P9001", "Opleider"),
    ("5", "tutor1", "Nel Tutor", "tutor1", "P9002", "Opleider"),
    ("6", "stud01", "Zoë Öztürk-van der Berg", "stud01", "P0001", "Arts"),
    ("7", "stud02", "Jan de Vries", "stud02", "P0002", "Administratief"),
    ("8", "stud03", "Fatima El Idrissi", "stud03", "P0003", "Verpleegkundige"),
    ("16", "stud11", "Student11 Achternaam11", "stud11", "P0011", "Administratief"),
    ("17", "stud12", "Student12 Achternaam12", "stud12", "P0012", "Verpleegkundige"),
    ("18", "stud13", "Student13 Achternaam13", "stud13", "P0013", "Arts"),
    ("26", "susp1", "Sus Pended", "susp1", "P8001", "Arts"),
)
COURSES = (
    ("2", "SCAN", "ID-SCAN", "Digiscan - scan cursus"),
    ("3", "MICRO1", "ID-MICRO1", "Microlearning: Veilig mailen"),
    ("4", "MICRO2", "ID-MICRO2", "Microlearning: Wachtwoorden & MFA"),
    ("8", "NOMANUAL", "ID-NOMAN", "Zonder handmatig"),
    ("9", "DISMANUAL", "ID-DISMAN", "Handmatig uit"),
    ("10", "HIDDEN", "ID-HIDDEN", "Verborgen cursus"),
)


def furnish(site: FakeMoodle) -> None:
    """People, courses and enrolments as they were."""
    for key, username, name, mail, idnumber, group in PEOPLE:
        site.add_user(
            key,
            username=username,
            email=f"{mail}@zorg.example",
            idnumber=idnumber,
            name=name,
            function_field=group,
            suspended=username == "susp1",
        )
    for row in recorded("ws-1/enrolled_users").document:
        if str(row["id"]) not in site.site.users:
            site.add_user(
                str(row["id"]),
                username=row["username"],
                email=row["email"],
                idnumber=row.get("idnumber", ""),
                name=row["fullname"],
                function_field=row["customfields"][0]["value"],
            )
    for key, shortname, idnumber, title in COURSES:
        site.add_course(key, idnumber, title, visible=shortname != "HIDDEN")
        site.site.courses[key]["shortname"] = shortname
    site.site.no_manual |= {"8", "9"}
    for course in ("2", "4", "10"):
        site.enrol(course, "3", teaches=True)
    site.enrol("2", "5").roles = [4]
    for user in ("6", "7", "8"):
        site.enrol("2", user)


def furnish_afterwards(site: FakeMoodle) -> None:
    """Course 4 after the enrolments of the recordings."""
    furnish(site)
    for row in recorded("ws-1/enrolled_users").document:
        roles = [role["roleid"] for role in row["roles"]]
        site.enrol("4", str(row["id"])).roles = roles


def furnish_probed(site: FakeMoodle) -> None:
    """The site of the recordings of what the least rights show, and of people who left."""
    furnish(site)
    site.add_course("4", "TEAMS-BESTANDEN", "Eén bestand, één versie")
    site.site.courses["4"]["shortname"] = "TM-BESTANDEN"
    mail = "manager1@voorbeeldstad.example"
    site.add_user("17", username="manager1", email=mail, idnumber="P1015", name="Olga Brouwer")
    site.site.without |= {"moodle/course:update", "moodle/course:viewhiddencourses"}


def gist(value: Any) -> Any:
    """An answer without what is not asked for: pictures, moments, numbers of versions."""
    if isinstance(value, dict) and "courses" in value:
        keep = ("id", "fullname", "shortname", "idnumber", "visible", "groupmode", "categoryid")
        keep += ("enrollmentmethods",)
        return [{name: row.get(name) for name in keep} for row in value["courses"]]
    if isinstance(value, dict) and "functions" in value:
        return {"userid": value["userid"], "release": value["release"]}
    if isinstance(value, list):
        return [_person(row) for row in value]
    return value


def _person(row: dict[str, Any]) -> dict[str, Any]:
    keep = ("id", "username", "fullname", "email", "idnumber", "suspended")
    person = {name: row[name] for name in keep if name in row}
    person["groups"] = [field["value"] for field in row.get("customfields", [])]
    person["shown twice"] = ["displayvalue" in field for field in row.get("customfields", [])]
    person["roles"] = [role["roleid"] for role in row.get("roles", [])]
    return person
