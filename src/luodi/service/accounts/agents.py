"""What kind of browser it was, for people who look through their open sessions.

>>> browser("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0")
'Edge · Windows'
"""

from __future__ import annotations

#: What stands in the words a browser says of itself, the most particular first: many say that they are Chrome or Safari too.
_BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("OPR/", "Opera"), ("QQBrowser", "QQ 浏览器"), ("UCBrowser", "UC 浏览器"),
    ("360SE", "360 浏览器"), ("HuaweiBrowser", "华为浏览器"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ("curl", "curl"), ("python", "Python"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser(agent: str) -> str:
    """Return browser and system in words; the beginning of what was said when neither is known."""
    found = [
        next((name for mark, name in table if mark.lower() in agent.lower()), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(part for part in found if part) or agent[:40]
