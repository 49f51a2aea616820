"""Adapters: one module a foreign format, each giving the tables of geo.schema."""
