using System.Text;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Customers;

/// <summary>What makes a customer valid. Nothing is trimmed or rewritten: what is kept is what was given.</summary>
internal static class CustomerRules
{
    public const string Active = "active";
    public const string Inactive = "inactive";
    public const int ShortMax = 100;
    private static readonly string[] OwnFields = ["name", "email", "phone", "address"];
    private const int NameMax = 150;
    private const int EmailMax = 180;
    private const int PhoneMax = 50;
    private const int LineMax = 300;
    private const int PostalCodeMax = 30;

    public static Errors Check(CustomerInput input)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "name", input.Name, NameMax, breaks: true);
        TextRules.Check(errors, "organisation", input.Organisation, NameMax, breaks: true);
        TextRules.Check(errors, "phone", input.Phone, PhoneMax);
        Email.Check(errors, "email", input.Email, EmailMax);
        CheckExternal(errors, input);
        CheckAddress(errors, input.Address);
        if (input.Status is not (null or Active or Inactive))
        {
            errors.Add("status", "Must be active or inactive.");
        }

        return errors;
    }

    /// <summary>JSON names of the fields in which two states of a customer differ, separated by commas.</summary>
    public static string Changed(Customer? before, Customer after)
    {
        var names = new StringBuilder();
        Note("externalId", before?.ExternalId, after.ExternalId);
        Note("source", before?.Source, after.Source);
        Note("organisation", before?.Organisation, after.Organisation);
        Note("name", before?.Name, after.Name);
        Note("email", before?.Email, after.Email);
        Note("phone", before?.Phone, after.Phone);
        Note("address", before?.Address, after.Address);
        Note("status", before?.Status, after.Status);
        return names.ToString();

        void Note<T>(string name, T? old, T? now) where T : IEquatable<T>
        {
            if (!EqualityComparer<T?>.Default.Equals(old, now))
            {
                names.Append(names.Length == 0 ? "" : ",").Append(name);
            }
        }
    }

    /// <summary>A 403 that names the changed fields which customers can't set on themselves, or null when there is none.</summary>
    public static Refusal? ForStaff(string changed)
    {
        var refused = changed.Split(',').Except(OwnFields, StringComparer.Ordinal).ToArray();
        return refused.Length == 0
            ? null
            : new Refusal(
                RefusalCode.Forbidden,
                $"Customers change {string.Join(", ", OwnFields)} of themselves, but not {string.Join(", ", refused)}; ask the staff.");
    }

    private static void CheckExternal(Errors errors, CustomerInput input)
    {
        TextRules.Check(errors, "externalId", input.ExternalId, ShortMax);
        TextRules.Check(errors, "source", input.Source, ShortMax);
        if (input.ExternalId is { Length: 0 })
        {
            errors.Add("externalId", "Must not be empty; leave it out instead.");
        }

        if (input.ExternalId is not null && string.IsNullOrEmpty(input.Source))
        {
            errors.Add("source", "Must be given together with externalId.");
        }
    }

    private static void CheckAddress(Errors errors, Address? address)
    {
        TextRules.Check(errors, "address.line", address?.Line, LineMax, breaks: true);
        TextRules.Check(errors, "address.city", address?.City, ShortMax);
        TextRules.Check(errors, "address.region", address?.Region, ShortMax);
        TextRules.Check(errors, "address.postalCode", address?.PostalCode, PostalCodeMax);
        TextRules.Check(errors, "address.country", address?.Country, ShortMax);
    }
}
