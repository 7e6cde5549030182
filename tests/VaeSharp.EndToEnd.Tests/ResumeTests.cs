using System.Runtime.InteropServices;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

public sealed class ResumeTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_run_that_is_killed_again_and_again_ends_with_the_same_bytes_as_one_that_is_not()
    {
        const string epochs = "25";
        VaeResult whole = _workspace.Vae(Workspace.SmallTraining("whole", epochs));
        Assert.True(whole.ExitCode == 0, whole.Error);

        // Each process lives on for a little longer after its first save: kills fall on steps, pictures and saves.
        string[] call = Workspace.SmallTraining("killed", epochs);
        for (int kill = 0; kill < 6; kill++)
        {
            DateTime saved = LastSave();
            using VaeProcess process = VaeProcess.Start(_workspace.Root, call);
            WaitFor(() => process.HasExited || LastSave() > saved);
            Thread.Sleep(37 * kill);
            Assert.False(process.HasExited, "The run ended before it could be killed: give it more epochs.");
            process.Kill();
            process.Wait();
            call = ["train", "--resume", "--run", "killed", "--quiet"];
        }

        VaeResult last = _workspace.Vae(call);
        Assert.True(last.ExitCode == 0, last.Error);
        RunFiles.AssertEqual(_workspace.Path("whole"), _workspace.Path("killed"));
    }

    // One epoch of some seconds: all that is saved before its end is saved by time.
    [Fact]
    public void A_run_that_is_killed_within_its_first_epoch_resumes_from_the_last_save_by_time()
    {
        VaeResult whole = _workspace.Vae(Lengthy("whole"));
        Assert.True(whole.ExitCode == 0, whole.Error);

        using (VaeProcess process = VaeProcess.Start(_workspace.Root, [.. Lengthy("killed"), "--save-every", "1s"]))
        {
            WaitFor(() => process.HasExited || LastSave() > DateTime.UnixEpoch);
            process.Kill();
            process.Wait();
        }

        Assert.False(File.Exists(_workspace.Path("killed", "test.json")), "The epoch ended before it could be killed: give it more steps.");
        VaeResult last = _workspace.Vae("train", "--resume", "--run", "killed", "--quiet");

        Assert.True(last.ExitCode == 0, last.Error);
        Assert.DoesNotContain("after step 0 ", last.Error, StringComparison.Ordinal);
        RunFiles.AssertEqual(_workspace.Path("whole"), _workspace.Path("killed"));
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    [InlineData(PosixSignal.SIGHUP, 129)]
    public void A_run_that_is_asked_to_stop_saves_in_the_middle_of_an_epoch_and_goes_on_bit_by_bit(
        PosixSignal signal, int exitCode)
    {
        SmallRun.CopyTo(_workspace, "whole");

        using VaeProcess process = VaeProcess.Start(_workspace.Root, Workspace.SmallTraining("stopped"));
        WaitFor(() => Directory.Exists(_workspace.Path("stopped", "checkpoints", "last")));
        process.Signal(signal);
        VaeResult stopped = process.Wait();
        Assert.Equal(exitCode, stopped.ExitCode);
        Assert.Contains("--resume", stopped.Error, StringComparison.Ordinal);

        VaeResult resumed = _workspace.Vae("train", "--resume", "--run", "stopped", "--quiet");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        RunFiles.AssertEqual(_workspace.Path("whole"), _workspace.Path("stopped"));
    }

    // One step on 10,000 digits, and then a test on as many: what is asked after the step falls on pictures, saves or the test.
    [Fact]
    public void A_run_that_is_asked_to_stop_after_its_last_step_stops_and_is_tested_when_it_goes_on()
    {
        using VaeProcess process = VaeProcess.Start(
            _workspace.Root, "train", "mnist", "--run", "run", "--limit", "10000", "--epochs", "1",
            "--threads", "1", "--set", "training.batch=10000", "--quiet");
        var epochs = new FileInfo(_workspace.Path("run", "metrics.jsonl"));
        WaitFor(() =>
        {
            epochs.Refresh();
            return epochs is { Exists: true, Length: > 0 };
        });
        process.Signal(PosixSignal.SIGTERM);

        Assert.Equal(143, process.Wait().ExitCode);
        Assert.False(File.Exists(_workspace.Path("run", "test.json")));

        VaeResult resumed = _workspace.Vae("train", "--resume", "--run", "run", "--quiet");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.True(File.Exists(_workspace.Path("run", "test.json")));
    }

    [Fact]
    public void Two_processes_do_not_train_one_run()
    {
        using VaeProcess first = VaeProcess.Start(_workspace.Root, Workspace.SmallTraining("run", epochs: "100"));
        WaitFor(() => File.Exists(_workspace.Path("run", "metrics.jsonl")));

        VaeResult second = _workspace.Vae("train", "--resume", "--run", "run", "--quiet");

        Assert.Equal(1, second.ExitCode);
        Assert.False(first.HasExited);
        first.Kill();
    }

    [Fact]
    public void A_resumed_run_refuses_what_would_change_it()
    {
        SmallRun.CopyTo(_workspace, "run");

        VaeResult changed = _workspace.Vae(
            "train", "--resume", "--run", "run", "--set", "training.batch=10", "--seed", "9");

        Assert.Equal(2, changed.ExitCode);
        Assert.Contains("training.batch", changed.Error, StringComparison.Ordinal);
        Assert.Contains("--seed", changed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_goes_on_where_it_was_computed_unless_told_otherwise()
    {
        SmallRun.CopyTo(_workspace, "run");
        string info = _workspace.Path("run", "run.json");
        string text = File.ReadAllText(info).Replace("\"cpu\"", "\"cuda\"", StringComparison.Ordinal);
        using (var writer = new StreamWriter(info))
        {
            writer.Write(text);
        }

        VaeResult there = _workspace.Vae("train", "--resume", "--run", "run", "--quiet");
        VaeResult here = _workspace.Vae("train", "--resume", "--run", "run", "--quiet", "--device", "cpu");

        Assert.Equal(3, there.ExitCode);
        Assert.Contains("cuda", there.Error, StringComparison.Ordinal);
        Assert.True(here.ExitCode == 0, here.Error);
    }

    [Fact]
    public void A_flipped_byte_in_the_checkpoint_is_found_before_anything_is_used()
    {
        SmallRun.CopyTo(_workspace, "run");
        string model = _workspace.Path("run", RunFiles.Model);
        using (FileStream file = File.Open(model, FileMode.Open))
        {
            file.Position = file.Length - 5;
            int old = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(old ^ 1));
        }

        VaeResult resumed = _workspace.Vae("train", "--resume", "--run", "run", "--quiet");

        Assert.Equal(1, resumed.ExitCode);
        Assert.Contains("model.safetensors", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("SHA-256", resumed.Error, StringComparison.Ordinal);
    }

    private static string[] Lengthy(string run) =>
    [
        .. Workspace.SmallTraining(run, epochs: "1").Select(word => word == "1500" ? "4000" : word),
        "--set", "training.batch=1", "--set", "networks.hidden=[256]",
    ];

    private DateTime LastSave() =>
        File.GetLastWriteTimeUtc(_workspace.Path("killed", "checkpoints", "last", "manifest.json"));

    private static void WaitFor(Func<bool> condition)
    {
        for (int i = 0; i < 1200 && !condition(); i++)
        {
            Thread.Sleep(50);
        }

        Assert.True(condition());
    }
}
