"""From maps to numbers.

``functional`` holds the arithmetic, ``protocols`` the named rules and the
pipeline that runs them, ``results`` the clip table and what is made of it,
``released`` what released evaluators print beyond that, ``metrics`` MMEngine's
door. Nothing is imported here, so that each can be used alone.
"""
