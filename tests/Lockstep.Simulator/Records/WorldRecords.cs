using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Simulator.Records;

/// <summary>The records of one system, and its rules for writing them. Its own users and its API come here alike.</summary>
public sealed class WorldRecords
{
    private readonly World _world;
    private readonly RecordStore _store;
    private readonly int _seed;
    private readonly Dictionary<string, (long Number, long Sequence)> _last = new(StringComparer.Ordinal);

    internal WorldRecords(World world, RecordStore store, int seed) => (_world, _store, _seed) = (world, store, seed);

    /// <summary>A record, also one that is gone; null when there never was one.</summary>
    public StoredRecord? Find(string kind, string id)
    {
        lock (_store.Lock)
        {
            return _store.Find(Name, kind, id);
        }
    }

    /// <summary>All records of a kind by their numbers, without those that are gone.</summary>
    public IReadOnlyList<StoredRecord> All(string kind, bool isWithDeleted = false)
    {
        lock (_store.Lock)
        {
            return _store.List(new RecordQuery(Name, kind) { IsWithDeleted = isWithDeleted, Limit = int.MaxValue });
        }
    }

    /// <summary>Makes a record. An id that is given is taken where the settings allow it, also that of one that is gone.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="fields">Its fields, by their names on the wire.</param>
    /// <param name="id">Its id, by one of its own users; null for the next one.</param>
    public Written Create(string kind, JsonObject fields, string? id = null) => Write(() =>
    {
        var shape = _world.Shape.Find(kind)!;
        id ??= _world.Settings.ClientIds && fields[_world.Shape.Own.Id] is { } given ? given.ToString() : null;
        if (FieldRules.TakeIn(_world.Settings, _world.Shape, shape, fields) is { } unknown)
        {
            return new Written(null, unknown);
        }

        var last = Last(kind);
        id ??= NewId(kind, last.Number + 1);
        if (_store.Find(Name, kind, id) is { IsDeleted: false })
        {
            return Written.No(409, "exists", $"There is a record {id} already.", _world.Shape.Own.Id);
        }

        var now = _world.Clock.Now();
        return Keep(shape, new StoredRecord(kind, id, last.Number + 1, 1, 0, now, now, IsDeleted: false, ""), fields, NoticeKind.Created);
    });

    /// <summary>Changes fields of a record.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">Its id.</param>
    /// <param name="fields">The fields, by their names on the wire; a null empties one.</param>
    /// <param name="version">The version that it must have; null for any.</param>
    /// <param name="isWhole">Whether fields that are not given are emptied.</param>
    public Written Change(string kind, string id, JsonObject fields, long? version = null, bool isWhole = false) => Write(() =>
    {
        var shape = _world.Shape.Find(kind)!;
        if (_store.Find(Name, kind, id) is not { IsDeleted: false } before)
        {
            return Missing(id);
        }

        if (version is not null && version != before.Version)
        {
            return Written.No(412, "changed", FormattableString.Invariant($"It is at version {before.Version}."));
        }

        if (FieldRules.TakeIn(_world.Settings, _world.Shape, shape, fields) is { } unknown)
        {
            return new Written(null, unknown);
        }

        var merged = isWhole ? fields : Merge(before.Fields(), fields);
        if (!_world.Settings.TouchesUnchanged && JsonNode.DeepEquals(merged, before.Fields()))
        {
            _world.Ledger.Unchanged(kind);
            return Written.Of(before);
        }

        var after = before with { Version = before.Version + 1, ChangedAt = _world.Clock.Now() };
        return Keep(shape, after, merged, NoticeKind.Changed);
    });

    /// <summary>Deletes a record; what was made of it stays in the feed of changes.</summary>
    public Written Delete(string kind, string id, long? version = null) => Write(() =>
    {
        if (_store.Find(Name, kind, id) is not { IsDeleted: false } before)
        {
            return Missing(id);
        }

        if (version is not null && version != before.Version)
        {
            return Written.No(412, "changed", FormattableString.Invariant($"It is at version {before.Version}."));
        }

        var gone = before with { Version = before.Version + 1, ChangedAt = _world.Clock.Now(), IsDeleted = true };
        return Put(gone, NoticeKind.Deleted);
    });

    /// <summary>Takes records away without a trace, as somebody does who deletes rows: no list and no feed tells of it.</summary>
    public void Vanish(string kind, params IEnumerable<string> ids)
    {
        lock (_store.Lock)
        {
            foreach (var id in ids)
            {
                _store.Remove(Name, kind, id);
            }
        }
    }

    /// <summary>Hides a record from lists and feeds, as one whose commit is late, or shows it again.</summary>
    public void Hide(string kind, string id, bool isHidden = true)
    {
        lock (_store.Lock)
        {
            _store.Hide(Name, kind, id, isHidden);
        }
    }

    internal T Read<T>(Func<RecordStore, T> read)
    {
        lock (_store.Lock)
        {
            return read(_store);
        }
    }

    internal void Clear()
    {
        lock (_store.Lock)
        {
            _store.Clear(Name);
            _last.Clear();
        }
    }

    private string Name => _world.Shape.Name;

    /// <summary>Runs a write, and what it calls forth, as one.</summary>
    private Written Write(Func<Written> write)
    {
        lock (_store.Lock)
        {
            return write();
        }
    }

    private Written Keep(KindShape kind, StoredRecord record, JsonObject fields, NoticeKind notice)
    {
        if (FieldRules.Lacking(_world.Settings, kind, fields) is { } lacking)
        {
            return new Written(null, lacking);
        }

        foreach (var field in kind.Fields
            .Where(field => field.Parent is not null && _world.Settings.ChecksParents && fields[field.Name] is not null))
        {
            if (_store.Find(Name, field.Parent!, fields[field.Name]!.ToString()) is not { IsDeleted: false })
            {
                return Written.No(422, "no_such_parent", $"{field.Name} names no {field.Parent} that is there.", field.Name);
            }
        }

        foreach (var field in kind.Fields
            .Where(field => _world.Settings.Unique.Contains($"{kind.Name}.{field.Name}", StringComparer.Ordinal)))
        {
            var query = new RecordQuery(Name, kind.Name) { Filters = [(field.Name, fields[field.Name]?.ToString() ?? "")], Limit = 2 };
            if (fields[field.Name] is not null
                && _store.List(query).Exists(other => !string.Equals(other.Id, record.Id, StringComparison.Ordinal)))
            {
                return Written.No(409, "taken", $"{field.Name} is taken by another record.", field.Name);
            }
        }

        return Put(record with { Data = fields.ToJsonString() }, notice);
    }

    private Written Put(StoredRecord record, NoticeKind notice)
    {
        var last = Last(record.Kind);
        var stored = record with { Sequence = last.Sequence + 1 };
        _store.Put(Name, stored);
        _last[record.Kind] = (Math.Max(last.Number, stored.Number), stored.Sequence);
        _world.Ledger.Done(record.Kind, notice);
        _world.Notifications.Tell(stored, notice);
        return Written.Of(stored);
    }

    private (long Number, long Sequence) Last(string kind) =>
        _last.TryGetValue(kind, out var known) ? known : _last[kind] = _store.Last(Name, kind);

    private string NewId(string kind, long number) => _world.Settings.Ids switch
    {
        IdStyle.Number => number.ToString(CultureInfo.InvariantCulture),
        IdStyle.Slashed => FormattableString.Invariant($"{kind}/2026 {number % 7}/Ä+{number}%2F?"),
        _ => new Guid(
            [.. BitConverter.GetBytes(Chance.Hash(_seed, kind.Length, number)),
                .. BitConverter.GetBytes(Chance.Hash(_seed, number, kind[0]))]).ToString(),
    };

    private static Written Missing(string id) => Written.No(404, "missing", $"There is no record {id}.");

    /// <summary>JSON Merge Patch (RFC 7386).</summary>
    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value is JsonObject inner ? Merge(target[name] as JsonObject ?? [], (JsonObject)inner.DeepClone())
                    : value.DeepClone();
            }
        }

        return target;
    }
}
