"""How a notice is told to a person."""

from pipeline.model import Notice


def test_a_notice_tells_runs_of_lines_in_short() -> None:
    assert Notice("code", "Look.", (3, 7, 8, 9, 12, 13)).places == "3, 7-9, 12-13"
    assert not Notice("code", "Look.").places
