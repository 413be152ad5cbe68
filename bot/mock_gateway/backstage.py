"""The parts of one running mock gateway, put together once and handed to every handler."""

from __future__ import annotations

from dataclasses import dataclass

from bot.mock_gateway.announcer import Announcer
from bot.mock_gateway.attachments import AttachmentStore, Links
from bot.mock_gateway.faults import Faults
from bot.mock_gateway.feed import Feed
from bot.mock_gateway.gateway_socket import GatewayEndpoint
from bot.mock_gateway.hub import Hub
from bot.mock_gateway.interactions import Interactions
from bot.mock_gateway.messenger import Messenger
from bot.mock_gateway.payloads import Payloads
from bot.mock_gateway.rate_limits import RateLimits
from bot.mock_gateway.settings import Settings
from bot.mock_gateway.unknown import UnknownLog
from bot.mock_gateway.world import World


@dataclass(frozen=True, slots=True)
class Backstage:
    """Everything behind the scenes; one instance a gateway."""

    settings: Settings
    world: World
    store: AttachmentStore
    links: Links
    payloads: Payloads
    hub: Hub
    feed: Feed
    announcer: Announcer
    messenger: Messenger
    interactions: Interactions
    gateway: GatewayEndpoint
    limits: RateLimits
    faults: Faults
    unknown: UnknownLog


def build(settings: Settings, world: World, store: AttachmentStore) -> Backstage:
    """Wire the parts for a world that is loaded or seeded."""
    links = Links(world.application.link_secret, settings.link_seconds)
    payloads = Payloads(world, links, settings.granted_intents)
    hub = Hub(world, settings.resume_seconds)
    feed = Feed()
    announcer = Announcer(world, hub, feed, payloads)
    messenger = Messenger(world, store, announcer)
    unknown = UnknownLog()
    return Backstage(
        settings=settings,
        world=world,
        store=store,
        links=links,
        payloads=payloads,
        hub=hub,
        feed=feed,
        announcer=announcer,
        messenger=messenger,
        interactions=Interactions(world, hub, announcer, messenger, settings),
        gateway=GatewayEndpoint(world, hub, payloads, settings, unknown),
        limits=RateLimits(settings),
        faults=Faults(),
        unknown=unknown,
    )
