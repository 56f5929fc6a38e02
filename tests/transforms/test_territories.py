from tests.registers import territories, units


def test_a_unit_serves_what_its_branches_serve() -> None:
    served = {(level, code, area) for level, code, area in territories().iter_rows()}
    assert ("branch", "KDR", "3506") in served
    assert ("kanwil", "JATIM", "3578") in served
    assert ("kanwil", "DKI", "3571") not in served
    assert ("province", "35", "3578") in served
    assert ("national", "ID", "3171") in served


def test_a_registration_counts_where_its_area_lies_and_where_it_is_held() -> None:
    counted = set(units(("KDR", "3571")).select("view", "level", "code").iter_rows())
    assert counted == {
        ("area", "area", "3571"),
        ("area", "province", "35"),
        ("area", "branch", "KDR"),
        ("area", "branch", "SBY"),  # serves the area too
        ("area", "kanwil", "JATIM"),
        ("area", "national", "ID"),
        ("held", "branch", "KDR"),
        ("held", "kanwil", "JATIM"),
        ("held", "national", "ID"),
    }


def test_work_in_an_area_that_the_unit_does_not_serve_is_elsewhere() -> None:
    elsewhere = set(
        units(("KDR", "3578"), ("KDR", "3504"), ("KDR", "3506"))
        .filter(view="elsewhere")
        .select("level", "code", "area")
        .iter_rows()
    )
    assert elsewhere == {
        ("branch", "KDR", "3578"),  # its Kanwil serves it through SBY
        ("branch", "KDR", "3504"),
        ("kanwil", "JATIM", "3504"),
        ("national", "ID", "3504"),
    }
