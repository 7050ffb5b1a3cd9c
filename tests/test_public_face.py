import durf


def test_the_public_face_is_exactly_this() -> None:
    assert durf.__all__ == [
        "Action",
        "Author",
        "Checker",
        "DurfError",
        "Finding",
        "Medium",
        "Policy",
        "Post",
        "Vault",
        "Verdict",
    ]


def test_every_public_name_is_there_and_explains_itself() -> None:
    for name in durf.__all__:
        assert getattr(durf, name).__doc__, name


def test_dir_shows_the_public_names() -> None:
    assert dir(durf) == sorted(durf.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(durf, "Poliyc")
