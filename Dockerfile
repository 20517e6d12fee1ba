# An image that serves an index: the index is built in the first stage and copied into the second,
# which holds what serving needs and nothing else. Build it with the pages beside this file:
#
#   docker build --build-arg PAGES=corpus --tag alongside .
#   docker run --read-only --tmpfs /tmp --publish 127.0.0.1:8000:8000 alongside
#
# An index that is kept up to date lies in a volume instead (docs/running.md).
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY indexer indexer
COPY webapp webapp
RUN python -m venv /build && python -m venv --without-pip /serve
RUN /build/bin/pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
    ".[build]"
RUN /build/bin/pip --python /serve/bin/python install --no-cache-dir .
ARG PAGES=corpus
COPY ${PAGES} /pages
RUN /build/bin/alongside index /pages --to /index

FROM python:3.12-slim
RUN useradd --system --no-create-home --uid 10001 alongside
COPY --from=build /serve /serve
COPY --from=build --chown=root:root /index /index
USER alongside
ENV ALONGSIDE_INDEX=/index PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s CMD ["/serve/bin/python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["/serve/bin/alongside", "serve", "--host", "0.0.0.0", "--port", "8000"]
