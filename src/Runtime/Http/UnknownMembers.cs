using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Http;

/// <summary>
/// Refuses bodies with members that nobody reads: a name that is misspelt would be lost without a word. All those of one object are named
/// at once, which the framework's own refusal does not. Types marked <see cref="JsonUnmappedMemberHandling.Skip"/> leave them aside, as the
/// originals of the dialects do.
/// </summary>
internal static class UnknownMembers
{
    /// <summary>Of objects that have such members; of others nothing is kept.</summary>
    private static readonly ConditionalWeakTable<object, Dictionary<string, JsonElement>> Met = [];

    /// <summary>Has a type refuse them.</summary>
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object || type.UnmappedMemberHandling is JsonUnmappedMemberHandling.Skip)
        {
            return;
        }

        string[] known = [.. type.Properties.Where(static member => member.IsSettable()).Select(static member => member.Name)];
        var others = type.CreateJsonPropertyInfo(typeof(Dictionary<string, JsonElement>), "$others");
        others.IsExtensionData = true;
        others.Get = static owner => Met.TryGetValue(owner, out var met) ? met : null;
        others.Set = static (owner, value) => Met.AddOrUpdate(owner, (Dictionary<string, JsonElement>)value!);
        type.Properties.Add(others);
        type.OnDeserialized = owner =>
        {
            if (Met.TryGetValue(owner, out var met))
            {
                throw new UnknownMembersException([.. met.Keys], known);
            }
        };
    }
}
