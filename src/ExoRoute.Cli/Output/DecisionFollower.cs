using System.Text.Json.Nodes;
using ExoRoute.Routing;

namespace ExoRoute.Cli.Output;

/// <summary>Tells every decision in a JSON line, after it is flushed: what a reader of these lines has seen is in the store.</summary>
internal sealed class DecisionFollower(Report report)
{
    private long _input = -1;
    private long _record;

    /// <summary>Takes a flushed decision. Decisions stand behind their input, in the order they come.</summary>
    internal void Told(Stamped<Decision> decision)
    {
        (_input, _record) = decision.Sequence == _input ? (_input, _record + 1) : (decision.Sequence, decision.Sequence + 1);
        var line = new JsonObject
        {
            ["input"] = decision.Sequence,
            ["record"] = _record,
            ["at"] = decision.At.ToString(),
            ["decision"] = decision.Value.GetType().Name,
        };
        switch (decision.Value)
        {
            case Placed placed:
                line["parent"] = placed.Delta.Parent.Name;
                line["children"] = new JsonArray([.. placed.Children.Select(static child => JsonValue.Create(child.Id.Number))]);
                break;
            case CancelSent cancel:
                line["children"] = new JsonArray(cancel.Child.Number);
                break;
            case Asked asked:
                line["children"] = new JsonArray(asked.Child.Number);
                break;
            case ParentEnded ended:
                line["parent"] = ended.Parent.Name;
                line["end"] = ended.End.ToString();
                break;
            case Refused refused:
                line["parent"] = refused.Parent.Name;
                line["code"] = refused.Code.ToString();
                break;
            case Remarked remarked:
                line["parent"] = remarked.Parent.Name;
                line["code"] = remarked.Code.ToString();
                break;
            case KillCompleted killed:
                line["kill"] = killed.Kill;
                line["tookNanoseconds"] = killed.Took;
                line["children"] = new JsonArray([.. killed.Children.Select(static child => JsonValue.Create(child.Child.Number))]);
                break;
            default:
                break;
        }

        report.Stream(line);
    }
}
