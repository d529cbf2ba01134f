"""The servers that ours is measured beside, each as its own documentation recommends.

All of them serve the tables of our database as they are, to anonymous callers, from one process.
What each answers differs; `bench/RESULTS.md` says how.
"""
