"""What lies in `deploy/` is read by the programs that it is for, where this machine has them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.webapp.served import working
from webapp.cli import main

DEPLOY = ROOT / "deploy"
# Debian puts it where only the superuser looks.
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_a_unit_is_understood_by_systemd(unit: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is missing")
    placed = tmp_path / unit.name
    placed.write_text(unit.read_text().replace("/opt/alongside/bin/alongside", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(placed)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["alongside.service", "alongside-watch.service", "../Dockerfile"])
def test_what_is_started_is_a_command_with_its_options(name: str) -> None:
    text = (DEPLOY / name).read_text()
    command = re.findall(r"alongside\"?,? \"?(serve|watch)\b(.*)", text)[-1]
    helped = CliRunner().invoke(main, [command[0], "--help"]).output
    options = re.findall(r"--[a-z]+", command[1])
    assert options
    assert [one for one in options if one not in helped] == []


def test_the_image_copies_what_there_is() -> None:
    copied = re.findall(
        r"^COPY (?!--from|\$)(.*) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )
    assert copied
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[str]:
    """Run nginx with the sample, its names and certificates exchanged; give its address."""
    port, to = free_port(), urlsplit(upstream).netloc
    sample = (DEPLOY / "nginx.conf").read_text()
    for old, new in (
        ("127.0.0.1:8000", to),
        ("443 ssl", f"127.0.0.1:{port}"),
        ("/var/cache/nginx/alongside", f"{folder}/cache"),
        ("$host;", "$http_host;"),
    ):
        assert old in sample
        sample = sample.replace(old, new)
    sample = re.sub(r"^\s*ssl_.*$", "", sample, flags=re.MULTILINE)
    own = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "" if os.geteuid() else "user root; "  # else it cannot read what is this test's own
    whole = f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
    whole += f"http {{ access_log off; {own}\n{sample} }}"
    (folder / "nginx.conf").write_text(whole)
    assert NGINX
    process = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        for _ in range(200):
            with socket.socket() as client:
                if not client.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/search/"
    finally:
        process.terminate()
        process.wait(60)


@pytest.mark.skipif(not NGINX, reason="nginx is missing")
def test_behind_nginx_all_links_lead_below_the_path(harbour_index: Path, tmp_path: Path) -> None:
    with (
        working(harbour_index, words=True, ALONGSIDE_TRUSTED_PROXIES="1") as (own, _),
        nginx(tmp_path, own) as url,
    ):
        base = url.removesuffix("search/")
        seen: set[str] = set()
        pages = [url, url + "?q=gates"]
        for page in pages:
            with urlopen(page, timeout=60) as response:
                text = response.read().decode()
            links = re.findall(r'(?:href|src|action)="([^"#]+)', text)
            within = {urljoin(page, link.replace("&amp;", "&")) for link in links}
            seen |= {link for link in within if link.startswith(base)}
        assert len(seen) > 10
        assert [link for link in seen if not link.startswith(url)] == []
        for link in sorted(seen)[:40]:
            with urlopen(link, timeout=60) as response:
                assert response.status == 200, link
        with urlopen(url + "api/v1/search?q=gates", timeout=60) as response:
            answer = response.read().decode()
            tag = response.headers["ETag"]
        assert f'"toggle_url":"{url}api/v1/search?' in answer
        asked = Request(url + "api/v1/search?q=gates", headers={"If-None-Match": tag})
        with pytest.raises(HTTPError) as unchanged:
            urlopen(asked, timeout=60)
        with unchanged.value as told:
            assert told.code == 304
        time.sleep(2.1)  # nginx counts whole seconds
        with urlopen(url + "api/v1/search?q=gates", timeout=60) as response:
            assert response.headers["X-Cache"] == "REVALIDATED"
        with pytest.raises(HTTPError) as hidden:
            urlopen(url + "metrics", timeout=60)
        with hidden.value as told:
            assert told.code == 404
