namespace Lockstep.Sync.Flows;

/// <summary>What a reader of flows asks a text for: the fields that there are, as the code says them and nobody else.</summary>
internal sealed class FlowShape
{
    private readonly Dictionary<string, (FieldShape Kind, FlowShape? Inner)> _fields = new(StringComparer.Ordinal);

    /// <summary>The fields, in the order in which they are asked for.</summary>
    public IReadOnlyDictionary<string, (FieldShape Kind, FlowShape? Inner)> Fields => _fields;

    /// <summary>Whether it has fields of any name, each a text or texts of their own.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Notes down a field; who asks first says what it is.</summary>
    public void Note(string name, FieldShape kind) => _fields.TryAdd(name, (kind, null));

    /// <summary>The same of one that has fields of its own.</summary>
    public FlowShape NoteInner(string name, FieldShape kind)
    {
        var inner = new FlowShape();
        _fields.TryAdd(name, (kind, inner));
        return inner;
    }

    /// <summary>Notes down that any name is a field.</summary>
    public void NoteAny() => IsOpen = true;
}

/// <summary>What stands in a field.</summary>
internal enum FieldShape
{
    /// <summary>A text, or what can be read as one.</summary>
    Text,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>Names with texts.</summary>
    Pairs,

    /// <summary>Anything that JSON can say.</summary>
    Json,

    /// <summary>Fields of its own.</summary>
    Part,

    /// <summary>Fields of its own, or a list of texts.</summary>
    PartOrTexts,

    /// <summary>A list of such.</summary>
    List,
}
