"""Pages that anybody may keep a copy of for a while: nothing on them depends on who asks."""

from __future__ import annotations

from flask import Response, request

KEPT = 300
"""Seconds for which a copy may be shown."""


def may_be_kept(response: Response) -> Response:
    """The answer with what a cache needs, if a stranger got it: the header of a page names whoever is signed in."""
    if response.status_code != 200 or request.method not in ("GET", "HEAD") or "session" in request.cookies:
        return response
    response.cache_control.public = True
    response.cache_control.max_age = KEPT
    response.vary.update(("Accept-Language", "Cookie"))
    if not response.direct_passthrough:
        response.add_etag()
        response.make_conditional(request)
    return response
