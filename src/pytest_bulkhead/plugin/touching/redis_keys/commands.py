"""The commands of Redis, as far as they touch keys: where these stand among the words, and what is done to them."""

from __future__ import annotations

from typing import NamedTuple

from pytest_bulkhead.touch import Access


class Keys(NamedTuple):
    """Some of a command's words that are keys.

    Args:
        access: what is done to them.
        first: the number of the first, the command itself being 0.
        last: of the last; counted from the end where it is negative.
        step: from one to the next.
        counted: whether the word before the first says how many there are.
    """

    access: Access
    first: int = 1
    last: int = 1
    step: int = 1
    counted: bool = False


_READ, _WRITE, _DELETE = Access.READ, Access.WRITE, Access.DELETE
_ONE_READ = """
    bitcount bitfield_ro bitpos dump expiretime geodist geohash geopos georadius_ro georadiusbymember_ro geosearch get
    getbit getrange hexists hexpiretime hget hgetall hkeys hlen hmget hpexpiretime hpttl hrandfield hscan hstrlen httl
    hvals lindex llen lpos lrange pexpiretime pttl scard sismember smembers smismember sort_ro srandmember sscan strlen
    substr ttl type xlen xpending xrange xrevrange zcard zcount zlexcount zmscore zrandmember zrange zrangebylex
    zrangebyscore zrank zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore json.arrindex json.arrlen
    json.get json.objkeys json.objlen json.resp json.strlen json.type
"""
_ONE_WRITE = """
    append bitfield decr decrby expire expireat geoadd getex getset hdel hexpire hexpireat hgetdel hgetex hincrby
    hincrbyfloat hmset hpersist hpexpire hpexpireat hset hsetex hsetnx incr incrby incrbyfloat linsert lpop lpush lpushx
    lrem lset ltrim persist pexpire pexpireat pfadd psetex restore rpop rpush rpushx sadd set setbit setex setnx
    setrange spop srem vadd vrem vsetattr xack xackdel xadd xautoclaim xclaim xdel xdelex xsetid xtrim zadd zincrby
    zpopmax zpopmin zrem zremrangebylex zremrangebyrank zremrangebyscore json.arrappend json.arrinsert json.arrpop
    json.arrtrim json.clear json.del json.forget json.merge json.numincrby json.nummultby json.set json.strappend
    json.toggle
"""
_ALL_READ = "exists mget pfcount sdiff sinter sunion touch watch"
_STORES_FIRST = "pfmerge sdiffstore sinterstore sunionstore"
_COUNTED_READ = "sintercard zdiff zinter zintercard zunion"
_COUNTED_STORES_FIRST = "zdiffstore zinterstore zunionstore"
_NONE = """
    acl asking auth bgrewriteaof bgsave client cluster command config discard echo exec failover hello info lastsave
    latency lolwut memory module monitor multi object pfselftest ping psubscribe psync publish pubsub punsubscribe quit
    readonly readwrite replconf replicaof reset role save script select sentinel shutdown slaveof slowlog spublish
    ssubscribe subscribe sunsubscribe sync time unsubscribe unwatch wait waitaof
"""

COMMANDS: dict[str, tuple[Keys, ...]] = {
    **dict.fromkeys(_NONE.split(), ()),
    **dict.fromkeys(_ONE_READ.split(), (Keys(_READ),)),
    **dict.fromkeys(_ONE_WRITE.split(), (Keys(_WRITE),)),
    **dict.fromkeys(_ALL_READ.split(), (Keys(_READ, 1, -1),)),
    **dict.fromkeys(_STORES_FIRST.split(), (Keys(_WRITE), Keys(_READ, 2, -1))),
    **dict.fromkeys(_COUNTED_READ.split(), (Keys(_READ, 2, counted=True),)),
    **dict.fromkeys(_COUNTED_STORES_FIRST.split(), (Keys(_WRITE), Keys(_READ, 3, counted=True))),
    **dict.fromkeys("del unlink".split(), (Keys(_DELETE, 1, -1),)),  # noqa: SIM905
    "getdel": (Keys(_DELETE),),
    **dict.fromkeys("rename renamenx".split(), (Keys(_DELETE), Keys(_WRITE, 2, 2))),  # noqa: SIM905
    **dict.fromkeys("copy".split(), (Keys(_READ), Keys(_WRITE, 2, 2))),  # noqa: SIM905
    **dict.fromkeys("blmove brpoplpush lmove rpoplpush smove".split(), (Keys(_WRITE, 1, 2),)),  # noqa: SIM905
    **dict.fromkeys("geosearchstore zrangestore".split(), (Keys(_WRITE), Keys(_READ, 2, 2))),  # noqa: SIM905
    "lcs": (Keys(_READ, 1, 2),),
    **dict.fromkeys("mset msetnx".split(), (Keys(_WRITE, 1, -1, 2),)),  # noqa: SIM905
    "json.mget": (Keys(_READ, 1, -2),),
    "json.mset": (Keys(_WRITE, 1, -1, 3),),
    "bitop": (Keys(_WRITE, 2, 2), Keys(_READ, 3, -1)),
    **dict.fromkeys("blpop brpop bzpopmax bzpopmin".split(), (Keys(_WRITE, 1, -2),)),  # noqa: SIM905
    **dict.fromkeys("lmpop zmpop".split(), (Keys(_WRITE, 2, counted=True),)),  # noqa: SIM905
    **dict.fromkeys("blmpop bzmpop".split(), (Keys(_WRITE, 3, counted=True),)),  # noqa: SIM905
    **dict.fromkeys("eval evalsha fcall".split(), (Keys(_WRITE, 3, counted=True),)),  # noqa: SIM905
    **dict.fromkeys("eval_ro evalsha_ro fcall_ro".split(), (Keys(_READ, 3, counted=True),)),  # noqa: SIM905
    "debug": (),
}

WHOLE = {"keys": Access.LIST, "scan": Access.LIST, "randomkey": Access.LIST, "dbsize": Access.LIST, "flushdb": _DELETE}
"""What touches a number and no single key of it."""

BY_OPTION = {"sort": "store", "georadius": "store", "georadiusbymember": "store"}
"""Reads the first key, and writes the one behind this word."""

STREAMS = {"xread": _READ, "xreadgroup": _WRITE}
"""The keys stand in the first half of what follows on `STREAMS`."""

FIRST_OF_TWO = frozenset({"xgroup", "xinfo", "object", "memory"})
"""The key stands behind a second word of the command."""
