"""Tender, sealed bids, opening, award, standstill and contract."""
