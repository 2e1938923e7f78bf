"""What every subject of the engine stands on: errors, money, dates and periods, regions, ids."""
