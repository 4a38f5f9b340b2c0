"""Tools: each takes a request and returns evidence. The same objects serve any planner."""
