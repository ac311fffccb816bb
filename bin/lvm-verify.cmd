@echo off
rem Verifies checkpoints: what bin/lvm-verify is, for a release on Windows. bin/release gives it Windows' ends of lines.
setlocal
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
set "JAVA="
if exist "%ROOT%\runtime\bin\java.exe" set "JAVA=%ROOT%\runtime\bin\java.exe"
if not defined JAVA if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
if not defined JAVA for %%I in (java.exe) do set "JAVA=%%~$PATH:I"
if not defined JAVA echo lvm-verify: needs Java 17 or newer; install a JDK or set JAVA_HOME. 1>&2
if not defined JAVA exit /b 69
if not defined LVM_VERIFY_HEAP set "LVM_VERIFY_HEAP=1g"
if not defined LVM_VERIFY_CACHE set "LVM_VERIFY_CACHE=%LOCALAPPDATA%\lvm-verify"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
if not defined NVIDIA_TF32_OVERRIDE set "NVIDIA_TF32_OVERRIDE=0"
set "LVM_VERIFY_EXAMPLES=%ROOT%\examples"
"%JAVA%" -Xmx%LVM_VERIFY_HEAP% -Xmn32m -XX:+UseSerialGC -Dai.djl.offline=true -DOPT_OUT_TRACKING=true "-DENGINE_CACHE_DIR=%ROOT%\native" "-Dlvm.rowCache=%LVM_VERIFY_CACHE%\rows" "-Dorg.bytedeco.javacpp.cachedir=%LVM_VERIFY_CACHE%\javacpp" "-Djava.library.path=%ROOT%\native" -Dorg.bytedeco.javacpp.pathsFirst=true "-Donnxruntime.native.path=%ROOT%\native\onnxruntime" -cp "%ROOT%\lib\*" io.jenkins.plugins.lvm.verifier.cli.LvmVerify %*
exit /b %ERRORLEVEL%
