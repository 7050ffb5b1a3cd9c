"""Two at once: nobody locks a workspace out, and no link opens twice."""

from __future__ import annotations

PREPARE = """
from durf_server.people.models import Member, Person, Workspace
bloom = Workspace.objects.create(name="Bloom", slug="bloom")
for name in ("a", "b"):
    person = Person.objects.create_user(f"{name}@example.org")
    Member.objects.create(workspace=bloom, person=person, roles=["administrator"])
"""
END_OTHER = """
import sys
from durf_server.errors import NotAllowed, NotNow
from durf_server.people.managing import end_membership
from durf_server.people.models import Member
me, other = (Member.objects.get(person__email=f"{name}@example.org")
             for name in (sys.argv[1], "ab".replace(sys.argv[1], "")))
sys.stdin.readline()
try:
    end_membership(other, me, at=now())
    print("ended")
except (NotAllowed, NotNow):
    print("refused")
"""
COUNT = """
from durf_server.people.managing import administrators
print(administrators().count())
"""
MAKE_LINK = """
from durf_server.people.links import sign_in_link
from durf_server.people.models import Person
print(sign_in_link(Person.objects.first(), now()).split("/")[-2])
"""
USE_LINK = """
import sys
from durf_server.errors import NotThere
from durf_server.people.links import use_link
sys.stdin.readline()
try:
    use_link(sys.argv[1], at=now())
    print("in")
except NotThere:
    print("out")
"""


def together(apart, code: str, *arguments: tuple[str, ...]) -> list[str]:
    """Run a process for each, and let them go at once."""
    running = [apart.start(code, *some) for some in arguments]
    said = [process.communicate()[0].strip() for process in running]
    return sorted(said)


def test_two_administrators_cannot_end_each_other(apart):
    apart.run(PREPARE)
    assert together(apart, END_OTHER, ("a",), ("b",)) == ["ended", "refused"]
    assert apart.run(COUNT) == ["1"]


def test_a_link_opens_for_one_of_two(apart):
    apart.run(PREPARE)
    [secret] = apart.run(MAKE_LINK)
    assert together(apart, USE_LINK, (secret,), (secret,)) == ["in", "out"]
