using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Tests.Days;

/// <summary>Limits and kill switches of a day, counted from its records alone: what goes out stays within them.</summary>
internal sealed class LimitWatch
{
    private readonly List<RiskScope> _kills = [];
    private readonly List<(Stamp At, VenueId Venue)> _messages = [];
    private readonly List<(ChildOrder Child, int Messages)> _placed = []; // since the last check, with the messages up to then
    private readonly Dictionary<long, VenueId> _venues = [];
    private IReadOnlyList<RiskRule> _rules = [];

    /// <summary>Child orders that went out under a rule.</summary>
    public long Limited { get; private set; }

    /// <summary>Kills that were completed.</summary>
    public int Completed { get; private set; }

    public void See(RouterInput input)
    {
        switch (input)
        {
            case RiskRulesChanged rules:
                (_rules, _) = (rules.Rules, _messages.RemoveAll(_ => true)); // all of them are new
                break;
            case KillSwitched kill:
                _kills.Add(kill.Scope);
                break;
            case KillReleased release:
                _kills.Remove(release.Scope);
                break;
            default:
                break;
        }
    }

    public void See(Decision decision, Stamp now)
    {
        switch (decision)
        {
            case Placed placed:
                foreach (var child in placed.Children)
                {
                    _venues[child.Id.Number] = child.Venue;
                    _messages.Add((now, child.Venue));
                }

                _placed.AddRange(placed.Children.Select(child => (child, _messages.Count)));

                break;
            case CancelSent cancel:
                _messages.Add((now, _venues[cancel.Child.Number]));
                break;
            case Asked asked:
                _messages.Add((now, _venues[asked.Child.Number]));
                break;
            case KillCompleted:
                Completed++;
                break;
            default:
                break;
        }
    }

    /// <summary>After each record: what was placed by it was within the limits of then.</summary>
    public void Check(RouterState state)
    {
        foreach (var (child, messages) in _placed)
        {
            var scope = new RiskScope { Venue = child.Venue, Instrument = child.Instrument };
            _kills.Exists(kill => kill.Reaches(scope)).Should().BeFalse("nothing goes out within a kill, child {0} did", child.Id);
            foreach (var rule in _rules.Where(rule => rule.Scope.Reaches(scope)))
            {
                Limited++;
                var was = rule.Limit switch
                {
                    RiskLimit.ChildQuantity => child.Target.Count,
                    RiskLimit.OpenOrders => state.OpenWithin(rule.Scope).Count(),
                    RiskLimit.MessageRate => _messages.Take(messages).Count(message => rule.Scope.Reaches(new() { Venue = message.Venue, Instrument = child.Instrument }) && state.Now.Since(message.At) < rule.Window),
                    _ => 0L,
                };
                was.Should().BeLessThanOrEqualTo((long)rule.Value, "{0}", rule);
            }
        }

        _placed.Clear();
    }
}
