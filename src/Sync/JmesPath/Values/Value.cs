using System.Runtime.InteropServices;
using System.Text.Json;

namespace Lockstep.Sync.JmesPath.Values;

/// <summary>
/// A value of JMESPath: a part of the JSON that the expression is applied to, which is not copied, or what a function made. The default is
/// null.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Value
{
    private readonly JsonElement _json;
    private readonly object? _made;

    private Value(ValueKind kind, object? made) => (Kind, _made) = (kind, made);

    private Value(ValueKind kind, JsonElement json) => (Kind, _json) = (kind, json);

    public ValueKind Kind { get; }

    /// <summary>The JSON that it is a part of; undefined when a function made it.</summary>
    public JsonElement Json => _json;

    /// <summary>Whether it is a part of the JSON that was given.</summary>
    public bool IsJson => _made is null && Kind is not (ValueKind.Null or ValueKind.True or ValueKind.False);

    /// <summary>Whether it counts as yes: null, false, and empty texts, lists and objects do not.</summary>
    public bool IsTrue => Kind switch
    {
        ValueKind.Null or ValueKind.False => false,
        ValueKind.True or ValueKind.Number => true,
        ValueKind.Text => _made is string text ? text.Length > 0 : !_json.ValueEquals(ReadOnlySpan<byte>.Empty),
        ValueKind.List => Count > 0,
        _ => _made is OrderedDictionary<string, Value> members ? members.Count > 0 : _json.GetPropertyCount() > 0,
    };

    /// <summary>How many items a list, or members an object, has.</summary>
    public int Count => _made switch
    {
        List<Value> items => items.Count,
        OrderedDictionary<string, Value> members => members.Count,
        _ => Kind is ValueKind.List ? _json.GetArrayLength() : _json.GetPropertyCount(),
    };

    /// <summary>The text.</summary>
    /// <exception cref="ExpressionException">Half a surrogate pair stands in the JSON.</exception>
    public string Text
    {
        get
        {
            try
            {
                return _made as string ?? _json.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw new ExpressionException(ExpressionFault.InvalidValue, "the string holds half a character");
            }
        }
    }

    /// <summary>The number to calculate with; 28 digits of it.</summary>
    /// <exception cref="ExpressionException">It is too large for that.</exception>
    public decimal Number => _made is decimal made ? made
        : _json.TryGetDecimal(out var number) ? number
        : throw new ExpressionException(ExpressionFault.InvalidValue, $"the number {_json.GetRawText()} is too large to calculate with");

    public static Value Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new(ValueKind.Object, json),
        JsonValueKind.Array => new(ValueKind.List, json),
        JsonValueKind.String => new(ValueKind.Text, json),
        JsonValueKind.Number => new(ValueKind.Number, json),
        JsonValueKind.True => new(ValueKind.True, null),
        JsonValueKind.False => new(ValueKind.False, null),
        _ => default,
    };

    public static Value Of(string? text) => text is null ? default : new(ValueKind.Text, text);

    public static Value Of(decimal number) => new(ValueKind.Number, number);

    public static Value Of(bool isTrue) => new(isTrue ? ValueKind.True : ValueKind.False, null);

    public static Value Of(List<Value> items) => new(ValueKind.List, items);

    public static Value Of(OrderedDictionary<string, Value> members) => new(ValueKind.Object, members);

    /// <summary>A member of an object; null when it has none of that name, or is no object.</summary>
    public Value Member(FieldName name)
    {
        if (Kind is not ValueKind.Object)
        {
            return default;
        }

        if (_made is OrderedDictionary<string, Value> members)
        {
            return members.TryGetValue(name.Text, out var member) ? member : default;
        }

        return _json.TryGetProperty(name.Utf8, out var found) ? Of(found) : default;
    }

    /// <summary>What is found along names; null where they lead nowhere.</summary>
    public Value Follow(ReadOnlySpan<FieldName> names)
    {
        if (_made is not null || Kind is not ValueKind.Object)
        {
            var value = this;
            foreach (var name in names)
            {
                value = value.Member(name);
            }

            return value;
        }

        var json = _json;
        foreach (var name in names)
        {
            if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(name.Utf8, out json))
            {
                return default;
            }
        }

        return Of(json);
    }

    /// <summary>An item of a list, from the end when negative; null when there is none.</summary>
    public Value Item(int index)
    {
        if (Kind is not ValueKind.List)
        {
            return default;
        }

        var at = index < 0 ? index + Count : index;
        return at < 0 || at >= Count ? default : _made is List<Value> items ? items[at] : Of(_json[at]);
    }

    /// <summary>The items of a list.</summary>
    public ListItems Items() => _made is List<Value> items ? new ListItems(items) : new ListItems(_json);

    /// <summary>The members of an object, in their order.</summary>
    public IEnumerable<KeyValuePair<string, Value>> Members() => _made is OrderedDictionary<string, Value> members
        ? members
        : _json.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, Of(member.Value)));

    /// <summary>Whether it is this text.</summary>
    public bool Is(Value text) => _made is string own
        ? text._made is string other ? string.Equals(own, other, StringComparison.Ordinal) : text._json.ValueEquals(own)
        : text._made is string known ? _json.ValueEquals(known) : JsonElement.DeepEquals(_json, text._json);
}

/// <summary>Goes through the items of a list without a copy of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ListItems
{
    private readonly List<Value>? _made;
    private JsonElement.ArrayEnumerator _json;
    private int _next;

    public ListItems(List<Value> made) => _made = made;

    public ListItems(JsonElement json) => _json = json.EnumerateArray();

    public Value Current { get; private set; }

    public readonly ListItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_made is null)
        {
            var isThere = _json.MoveNext();
            Current = isThere ? Value.Of(_json.Current) : default;
            return isThere;
        }

        var isLeft = _next < _made.Count;
        Current = isLeft ? _made[_next++] : default;
        return isLeft;
    }
}
