using System.Globalization;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Conformance.Support;

/// <summary>The flows of the tests, each with the systems that it needs.</summary>
internal static class Flow
{
    /// <summary>The shipped flow, with as much patience as a short lease covers.</summary>
    public const string Hasty = """
        name: welcome-package
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: package }
        map: { customerId: id, customerName: name }
        set: { kind: welcome }
        timeout: 1s
        """;

    /// <summary>The shipped flow, with less patience.</summary>
    public static Setup WelcomePackage(Func<ISystem, ISystem>? wrap = null) => new()
    {
        Wrap = wrap ?? (system => system),
        Flows = One("welcome-package", """
            name: welcome-package
            from: { system: crm, kind: customer, on: [created] }
            to: { system: inventory, kind: package }
            map: { customerId: id, customerName: name }
            set: { kind: welcome }
            timeout: 200ms
            retry: { first: 20ms, max: 100ms, attempts: 3 }
            """),
    };

    /// <summary>Every new or changed customer goes to the shop.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="retry">What the flow says about repeats.</param>
    /// <param name="more">Further lines of the flow.</param>
    public static Setup ToShop(Shop shop, string retry = "{ first: 20ms, max: 50ms, attempts: 3 }", string more = "") => new()
    {
        Systems = [shop],
        Flows = One("to-shop", $$"""
            name: to-shop
            from: { system: crm, kind: customer, on: [created, changed] }
            to: { system: shop, kind: customer }
            map: { id: id, name: name, version: version }
            timeout: 300ms
            retry: {{retry}}
            {{more}}
            """),
    };

    public static Dictionary<string, string?> Settings(params (string Name, object Value)[] settings) => settings.ToDictionary(
        setting => setting.Name, setting => Convert.ToString(setting.Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static Dictionary<string, string> One(string name, string yaml) => new(StringComparer.Ordinal) { [name] = yaml };
}
