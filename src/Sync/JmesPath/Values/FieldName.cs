using System.Text;

namespace Lockstep.Sync.JmesPath.Values;

/// <summary>The name of a member, also as it is looked for in JSON.</summary>
internal sealed class FieldName(string text)
{
    public string Text { get; } = text;

    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(text);
}
