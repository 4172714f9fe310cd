namespace Lockstep.Sync.JmesPath.Values;

/// <summary>What a value is.</summary>
internal enum ValueKind
{
    Null,
    False,
    True,
    Number,
    Text,
    List,
    Object,
}
