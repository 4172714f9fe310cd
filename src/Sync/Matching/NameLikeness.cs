using System.Text;

namespace Lockstep.Sync.Matching;

/// <summary>
/// How alike two names are: twice the pairs of letters that their words share, by all that they have (Sørensen and Dice). The order of the
/// words does not count, and a slip of a letter costs the two pairs that it is in.
/// </summary>
internal static class NameLikeness
{
    /// <summary>From 0 for nothing in common to 1 for the same words.</summary>
    /// <param name="one">A name in the form of <see cref="MatchForm"/>.</param>
    /// <param name="other">Another one.</param>
    public static double Of(string one, string other)
    {
        if (string.Equals(one, other, StringComparison.Ordinal))
        {
            return 1;
        }

        var (some, others) = (Pairs(one), Pairs(other));
        var shared = some.Sum(pair => Math.Min(pair.Value, others.GetValueOrDefault(pair.Key)));
        return 2.0 * shared / (some.Values.Sum() + others.Values.Sum());
    }

    /// <summary>The pairs of letters of each word, with a blank before and behind it.</summary>
    private static Dictionary<(Rune, Rune), int> Pairs(string name)
    {
        var pairs = new Dictionary<(Rune, Rune), int>();
        foreach (var word in name.Split(' '))
        {
            var before = new Rune(' ');
            foreach (var letter in $"{word} ".EnumerateRunes())
            {
                pairs[(before, letter)] = pairs.GetValueOrDefault((before, letter)) + 1;
                before = letter;
            }
        }

        return pairs;
    }
}
