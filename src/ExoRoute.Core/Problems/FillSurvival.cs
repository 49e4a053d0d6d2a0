using System.Globalization;

namespace ExoRoute.Problems;

/// <summary>What is known of the size hidden at a venue from our own fills, which say "at least so much" where they filled whole: Kaplan and Meier's estimate.</summary>
/// <remarks>
/// T(0) = 1, T(s) = product over u &lt; s of (1 - D_u / N_u): of N_u orders larger than u that got u or more, D_u got exactly u. Whole counts; an order's size does not
/// matter for the memory used, only how many different fills there were. Beyond the largest size tried (<see cref="Known"/>) the estimate stays where it is, an optimist's choice.
/// Immutable, safe to share between threads; <see cref="Add"/> makes another in as many steps as there are different fills.
/// Source: K. Ganchev, M. Kearns, Y. Nevmyvaka, J. Wortman Vaughan, Censored exploration and the dark pool problem (2010).
/// </remarks>
public sealed class FillSurvival
{
    // Invariant: ascending by At; an order of v filled r counts at min(r, v - 1): it is among N_u for all u up to there, and among D_u there if r < v.
    private readonly Place[] _places;

    private FillSurvival(Place[] places, long orders) => (_places, Orders) = (places, orders);

    /// <summary>Nothing seen yet: T is 1 throughout.</summary>
    public static FillSurvival None { get; } = new([], 0);

    /// <summary>How many orders of more than nothing were seen.</summary>
    public long Orders { get; }

    /// <summary>The largest size at which the estimate rests on an order.</summary>
    public Lots Known => new(_places.Length == 0 ? 0 : _places[^1].At + 1);

    /// <summary>How many different steps T has at most.</summary>
    internal int Steps => _places.Length;

    /// <summary>The estimate with one more order.</summary>
    /// <param name="sent">What was sent; 0 or more, at most <see cref="Lots.MaxCount"/>.</param>
    /// <param name="filled">What of it was filled.</param>
    /// <exception cref="ArgumentException">More was filled than sent, or a number is out of range.</exception>
    public FillSurvival Add(Lots sent, Lots filled)
    {
        if (sent.Count is < 0 or > Lots.MaxCount || filled.Count < 0 || filled > sent)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"An order sends 0 to 2^56 and fills no more; it sent {sent.Count} and filled {filled.Count}."), nameof(filled));
        }

        if (sent.Count == 0)
        {
            return this;
        }

        var (at, ended) = filled < sent ? (filled.Count, 1) : (sent.Count - 1, 0);
        var places = new List<Place>(_places);
        var place = places.FindIndex(one => one.At >= at);
        if (place >= 0 && places[place].At == at)
        {
            places[place] = new(at, places[place].Orders + 1, places[place].Ended + ended);
        }
        else
        {
            places.Insert(place < 0 ? places.Count : place, new(at, 1, ended));
        }

        return new([.. places], checked(Orders + 1));
    }

    /// <summary>N_u: orders larger than <paramref name="u"/> that got at least so much.</summary>
    public long AtRisk(Lots u)
    {
        var left = Orders;
        foreach (var place in _places)
        {
            left -= place.At < u.Count ? place.Orders : 0;
        }

        return left;
    }

    /// <summary>D_u: orders larger than <paramref name="u"/> that got exactly so much.</summary>
    public long Ended(Lots u)
    {
        foreach (var place in _places)
        {
            if (place.At == u.Count)
            {
                return place.Ended;
            }
        }

        return 0;
    }

    /// <summary>T(s): the chance that <paramref name="size"/> or more is there.</summary>
    public double Survival(Lots size)
    {
        var (left, survival) = (Orders, 1.0);
        foreach (var place in _places)
        {
            if (place.At >= size.Count)
            {
                break;
            }

            survival *= (double)(left - place.Ended) / left;
            left -= place.Orders;
        }

        return survival;
    }

    /// <summary>T as steps: each holds for sizes up to its end; ends ascend, the last is <paramref name="most"/>.</summary>
    internal (long[] UpTo, double[] Survival) StepsUpTo(long most)
    {
        var (upTo, steps) = (new List<long>(), new List<double>());
        var (left, survival) = (Orders, 1.0);
        foreach (var place in _places)
        {
            if (place.At >= most)
            {
                break;
            }

            if (place.Ended > 0 && place.At > 0)
            {
                upTo.Add(place.At);
                steps.Add(survival);
            }

            survival *= (double)(left - place.Ended) / left;
            left -= place.Orders;
        }

        upTo.Add(most);
        steps.Add(survival);
        return ([.. upTo], [.. steps]);
    }

    private readonly record struct Place(long At, long Orders, long Ended);
}
