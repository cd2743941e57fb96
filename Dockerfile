# Two stages: one that installs the locked packages, one that runs them as an ordinary user.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements/app.txt requirements/app.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/app.txt \
 && /opt/venv/bin/python -m compileall -q /opt/venv/lib || true

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 assistant && mkdir /data && chown assistant /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY agent agent
COPY api api
COPY billing billing
COPY delivery delivery
COPY ingestion ingestion
COPY payments payments
COPY tools tools
COPY pyproject.toml README.md ./
# Run from the source tree: `tools` and `api` are common names, and ours must come first.
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
USER assistant
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "api.cli"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
