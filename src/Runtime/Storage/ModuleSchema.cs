using System.Reflection;

namespace Lockstep.Runtime.Storage;

/// <summary>A module that has a database, and the scripts of its tables.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Assembly">The assembly that embeds the module's <c>Schema</c> folder.</param>
internal sealed record ModuleSchema(string Module, Assembly Assembly)
{
    /// <summary>All scripts, those of the runtime first.</summary>
    public IReadOnlyList<SchemaScript> Scripts(StoreKind store)
    {
        var suffix = store is StoreKind.Postgres ? "postgres" : "sqlite";
        return [.. SchemaScript.In(typeof(ModuleSchema).Assembly, "runtime", suffix), .. SchemaScript.In(Assembly, Module, suffix)];
    }

    /// <summary>The scripts that another database has.</summary>
    /// <param name="store">The store that they are for.</param>
    /// <param name="applied">What the other database has.</param>
    /// <returns>Null when it has scripts that this program does not know.</returns>
    public IReadOnlyList<SchemaScript>? Same(StoreKind store, IReadOnlyList<AppliedScript> applied)
    {
        var names = applied.Select(script => (script.Area, script.Number, script.Name)).ToHashSet();
        var same = Scripts(store).Where(script => names.Contains((script.Area, script.Number, script.Name))).ToList();
        return same.Count == applied.Count ? same : null;
    }
}

/// <summary>A schema script that a database has.</summary>
/// <param name="Area">Who owns it.</param>
/// <param name="Number">Its number.</param>
/// <param name="Name">For people.</param>
internal sealed record AppliedScript(string Area, int Number, string Name);
