"""A city's old data: files of another system, brought in by the intake's own rules, with every row accounted for."""
