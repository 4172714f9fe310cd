using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;

namespace Lockstep.Imports;

/// <summary>A resource that can be imported, as callers know it.</summary>
/// <param name="Resource">
/// As people and the command line say it, for example <c>customers</c>; its imports are kept under this name.
/// </param>
/// <param name="Path">Where the resource is in the API, for example <c>/api/customers</c>.</param>
/// <param name="Record">What a row is about, for example <c>customer</c>: its id is under <c>customerId</c> in the verdict file.</param>
/// <param name="About">What the OpenAPI document says.</param>
public sealed record ImportKind(string Resource, string Path, string Record, ImportDescription About)
{
    /// <summary>Parameters of its own, besides those that every import has.</summary>
    public IReadOnlyList<QueryParameter> Parameters { get; init; } = [];

    /// <summary>Whether verdicts tell what their rows come to.</summary>
    public bool HasAmounts { get; init; }

    /// <summary>What the manifest of its module says of it.</summary>
    public ImportManifest Manifest =>
        new(Resource, Path, [.. Parameters.Select(static parameter => new ImportParameter(parameter.Name, parameter.Description))]);

    /// <summary>The first line of a verdict file.</summary>
    internal string Header => $"row,outcome,{Record}Id,message,line{(HasAmounts ? ",amount" : "")}";
}
