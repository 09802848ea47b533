"""The archive room: histories of closed runs, and the leaves of anchors, as files that outlive every server."""
