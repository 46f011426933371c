"""What every page shares: frame, components, cookies, links that leave, throttles, error pages."""
