using System.Runtime.InteropServices;
using System.Text.Json;

namespace Lockstep.Sync.JmesPath.Values;

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
