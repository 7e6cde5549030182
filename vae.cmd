@echo off
rem Builds VaeSharp once and runs its command:  vae train mnist
rem Builds again only when a source, a project file or a recipe has changed since.
setlocal
set "ROOT=%~dp0"
set "APP=%ROOT%artifacts\bin\VaeSharp.Cli\release\vae.exe"
set "STAMP=%ROOT%artifacts\vae.built"
set "LOG=%ROOT%artifacts\vae.log"

where dotnet >nul 2>nul
if errorlevel 1 (
  echo vae: there is no dotnet on this machine. 1>&2
  echo vae: install the .NET SDK 10 from https://dotnet.microsoft.com/download. 1>&2
  exit /b 3
)
if defined VAESHARP_NO_BUILD goto run

rem One builder at a time, and none when the stamp is newer than all that the program is made from.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$root = $env:ROOT; $mutex = New-Object Threading.Mutex($false, 'VaeSharpBuild');" ^
  "try { [void]$mutex.WaitOne() } catch [Threading.AbandonedMutexException] { };" ^
  "try {" ^
  "  $stamp = Get-Item $env:STAMP -ErrorAction SilentlyContinue;" ^
  "  $made = @('src','recipes','data','models','global.json','BannedSymbols.txt','Directory.Build.props','Directory.Build.targets','Directory.Packages.props') | ForEach-Object { Join-Path $root $_ } | Where-Object { Test-Path $_ };" ^
  "  $newest = $made | ForEach-Object { Get-Item $_; if (Test-Path $_ -PathType Container) { Get-ChildItem $_ -Recurse } } | Sort-Object LastWriteTimeUtc | Select-Object -Last 1;" ^
  "  if ($stamp -and (Test-Path $env:APP) -and $stamp.LastWriteTimeUtc -ge $newest.LastWriteTimeUtc) { exit 0 };" ^
  "  if (-not (& dotnet --list-sdks | Where-Object { [int]($_.Split('.')[0]) -ge 10 })) { [Console]::Error.WriteLine('vae: the .NET SDK 10 is needed, see https://dotnet.microsoft.com/download.'); exit 3 };" ^
  "  [Console]::Error.WriteLine('Building VaeSharp (once)...');" ^
  "  [void](New-Item -ItemType Directory -Force (Join-Path $root 'artifacts')); $started = Get-Date;" ^
  "  Set-Location $root; & dotnet build src\VaeSharp.Cli -c Release -v quiet -nologo -p:TreatWarningsAsErrors=false *> $env:LOG;" ^
  "  if ($LASTEXITCODE -ne 0) { Get-Content $env:LOG | ForEach-Object { [Console]::Error.WriteLine($_) }; exit 1 };" ^
  "  if ($newest.LastWriteTime -gt $started) { $started = $newest.LastWriteTime };" ^
  "  (New-Item -ItemType File -Force $env:STAMP).LastWriteTime = $started; exit 0" ^
  "} finally { $mutex.ReleaseMutex() }"
if errorlevel 1 exit /b %errorlevel%

:run
rem What is over soon starts sooner when .NET compiles roughly first; what computes for long is faster when it compiles once.
set "LONG="
for %%V in (train bench evaluate fit-prior) do if /i "%~1"=="%%V" set "LONG=1"
if not defined LONG if not defined DOTNET_TieredCompilation set "DOTNET_TieredCompilation=1"
"%APP%" %*
exit /b %errorlevel%
