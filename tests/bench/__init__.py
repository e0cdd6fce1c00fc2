"""Measurements over HTTP with real server processes; run by ``make bench``, never by the tests."""
