"""A real browser without a window: Chromium, told what to do over the pipe of its own protocol.

In: nothing but the program `chromium`. Out: pages that are opened, typed at and asked. Nothing is
installed for it, and nothing listens on a port.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

#: Debian's name and Google's.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
PATIENCE = 30.0
#: Keys that are no letters: the code of each, and what it types.
KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), "Space": (32, " "), "Escape": (27, "")}
#: Waits in the page until an expression is true; the page is asked once a frame.
WAITING = """new Promise((resolve, reject) => {
  const end = performance.now() + 15000;
  const look = () => {
    const found = (() => (%s))();
    if (found) resolve(found);
    else if (performance.now() > end) reject(new Error('It never came: ' + %s));
    else setTimeout(look, 10);
  };
  look();
})"""


def program() -> str | None:
    """The path of the browser, if there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Chromium:
    """One browser with one tab."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._read = b""
        self._sent = 0
        self._session: str | None = None
        #: What the page complained of: uncaught errors, and lines of the console.
        self.complaints: list[str] = []
        #: The requests that it made, as `GET https://…`, and the headers of the last one.
        self.requests: list[str] = []
        self.sent: dict[str, str] = {}
        tab = self.command("Target.createTarget", url="about:blank")["targetId"]
        attached = self.command("Target.attachToTarget", targetId=tab, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.command(f"{domain}.enable")

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Carry out one command of the DevTools protocol; raises AssertionError where it fails."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._next()
            if heard.get("id") == self._sent:
                assert "error" not in heard, f"{method}: {heard['error']['message']}"
                found: dict[str, Any] = heard["result"]
                return found
            self._note(heard)

    def open(self, url: str) -> None:
        """Go to a URL, and wait until all of it is there."""
        self.complaints.clear()
        self.requests.clear()
        # Elsewhere first: a fragment alone would not load the page again.
        self.command("Page.navigate", url="about:blank")
        self.wait("location.href === 'about:blank'")
        failed = self.command("Page.navigate", url=url).get("errorText")
        assert failed is None, f"{url}: {failed}"
        self.wait("location.href !== 'about:blank' && document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression, or of what it promises."""
        answer = self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        fault = answer.get("exceptionDetails")
        assert fault is None, fault["exception"].get("description", fault["text"])
        return answer["result"].get("value")

    def wait(self, expression: str) -> Any:
        """The value of an expression as soon as it is true; AssertionError where it never is."""
        return self.ask(WAITING % (expression, json.dumps(expression)))

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press one key, as a hand does."""
        code, text = KEYS[key]
        event = {"key": {"Space": " "}.get(key, key), "code": key, "windowsVirtualKeyCode": code}
        held = {"modifiers": 8 if shift else 0}
        down = {"type": "keyDown" if text else "rawKeyDown", **({"text": text} if text else {})}
        self.command("Input.dispatchKeyEvent", **down, **event, **held)
        self.command("Input.dispatchKeyEvent", type="keyUp", **event, **held)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.command("Input.insertText", text=text)

    def resize(self, width: int, height: int, *, phone: bool = False, scale: float = 1) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=phone,
        )

    def prefer(self, scheme: str) -> None:
        """Prefer `dark` or `light`."""
        preferred = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", features=preferred)

    def picture(self) -> bytes:
        """What is to be seen, as PNG."""
        return base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._answers], [], [], PATIENCE)
            assert ready, "Chromium does not answer."
            received = os.read(self._answers, 1 << 20)
            assert received, "Chromium has ended."
            self._read += received
        message, _, self._read = self._read.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def _note(self, event: Mapping[str, Any]) -> None:
        match event:
            case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": fault}}:
                self.complaints.append(fault.get("exception", fault).get("description", "?"))
            case {"method": "Runtime.consoleAPICalled", "params": {"args": words}}:
                self.complaints.append(" ".join(str(word.get("value")) for word in words))
            case {"method": "Log.entryAdded", "params": {"entry": entry}}:
                if entry["level"] != "verbose":
                    self.complaints.append(f"{entry['text']} {entry.get('url', '')}")
            case {"method": "Network.requestWillBeSent", "params": {"request": request}}:
                self.requests.append(f"{request['method']} {request['url']}")
                self.sent = request["headers"]


@contextmanager
def chromium(path: str) -> Iterator[Chromium]:
    """A browser of one's own, which ends when its user is done."""
    commands_out, commands = os.pipe()
    answers, answers_in = os.pipe()
    # The browser reads from 3 and writes to 4; first both are put out of the way of that.
    lifted = [fcntl.fcntl(each, fcntl.F_DUPFD, 10) for each in (commands_out, answers_in)]
    for each in (commands_out, answers_in):
        os.close(each)
    with tempfile.TemporaryDirectory(prefix="blog-browser-", ignore_cleanup_errors=True) as home:
        script = f'exec "$@" 3<&{lifted[0]} 4>&{lifted[1]}'
        process = subprocess.Popen(
            ["bash", "-c", script, "bash", path, *FLAGS, f"--user-data-dir={home}", "about:blank"],
            pass_fds=lifted,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for each in lifted:
            os.close(each)
        try:
            yield Chromium(commands, answers)
        finally:
            # With the pipe gone it ends by itself.
            os.close(commands)
            os.close(answers)
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
