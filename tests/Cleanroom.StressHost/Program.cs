using Cleanroom.StressHost;
using Cleanroom.StressHost.Operations;

// attack FOLDER-OF-GUESTS | unload CYCLES | run GUEST DATABASE-URL | beside before|after GUEST DATABASE-URL | cultures GUEST | operations [complete]. Exit code 0 when everything went as it has to; what did not is
// on standard error.
return args switch
{
    ["attack", var guests] => Attack.Run(guests),
    ["unload", var cycles] => Unloading.Run(int.Parse(cycles, System.Globalization.CultureInfo.InvariantCulture)),
    ["run", var guest, var url] => DatabaseProgram.Run(guest, url),
    ["beside", var order, var guest, var url] => EmbedderProgram.Run(order, guest, url),
    ["cultures", var guest] => new Cultures(guest).Run(),
    ["operations"] => new OperationMatrix(complete: false).Run(),
    ["operations", "complete"] => new OperationMatrix(complete: true).Run(),
    _ => 2,
};
