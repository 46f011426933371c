"""What lies near by: a box that an index can be asked for, and how far away something in it is."""

from dataclasses import dataclass
from math import cos, hypot, radians

_YARDS_A_DEGREE = 121_740  # of latitude


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What lies within so many yards of a point, north, south, east and west of it (degrees, WGS 84)."""

    latitude: float
    longitude: float
    yards: int

    @property
    def latitudes(self) -> tuple[float, float]:
        reach = self.yards / _YARDS_A_DEGREE
        return self.latitude - reach, self.latitude + reach

    @property
    def longitudes(self) -> tuple[float, float]:
        reach = self.yards / (_YARDS_A_DEGREE * self.shrinking)
        return self.longitude - reach, self.longitude + reach

    @property
    def shrinking(self) -> float:
        """How much shorter a degree of longitude is here than one of latitude."""
        return cos(radians(self.latitude))

    def yards_to(self, latitude: float, longitude: float) -> int:
        north = (self.latitude - latitude) * _YARDS_A_DEGREE
        east = (self.longitude - longitude) * _YARDS_A_DEGREE * self.shrinking
        return round(hypot(north, east))
