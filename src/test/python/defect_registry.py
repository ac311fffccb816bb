"""Defects to plant: each maker is given the cases, whose stage is set, and writes one. `DEFECTS` lists them with the codes that are right."""

NOT_EXPLAINED = "NOT_EXPLAINED"
DEFECTS = []
ALWAYS = {"diagnose": "always"}


def defect(*codes, name=None):
    """Registers a maker; the first code is the planted one, the others are as right."""
    def register(maker):
        DEFECTS.append((name or maker.__name__, codes, maker))
        return maker
    return register


def each(codes, **variants):
    """Registers one maker for each keyword, which is passed on with its value."""
    def register(maker):
        for variant, value in variants.items():
            DEFECTS.append((f"{maker.__name__}_{variant}", codes, lambda cases, value=value: maker(cases, value)))
        return maker
    return register
